const LETTERS_WITHOUT_A_BASE = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe' };

/** Turns a headline into what a web address can carry: lowercase letters, digits and single hyphens. */
export function slug(headline) {
  return headline
    .toLowerCase()
    .replace(/[łøđßæœ]/g, (letter) => LETTERS_WITHOUT_A_BASE[letter])
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
