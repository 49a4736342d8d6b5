/** Sentences for what the YAML reader reports, by its error code. */
const MESSAGES: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'An alias (*name) cannot have an anchor or a tag of its own.',
  BAD_ALIAS: 'An alias is written *name, and its name cannot be empty or end in a colon.',
  BAD_DIRECTIVE: 'Directives (lines that start with %) have no place in a .flow file; remove the line.',
  BAD_DQ_ESCAPE:
    'This backslash sequence means nothing inside double quotes. Write \\\\ for a backslash, or use single quotes.',
  BAD_INDENT: 'The indentation does not fit the lines above it.',
  BAD_PROP_ORDER: 'Anchors and tags stand before the value, in the same line as its key.',
  BAD_SCALAR_START: 'A plain value cannot start with this character; put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'A nested value cannot start in the middle of a line; put it into a line of its own, or quote the text.',
  BLOCK_IN_FLOW: 'Inside [ ] and { } values follow each other with commas, without block lists or block text.',
  DUPLICATE_KEY: 'This key stands here twice.',
  IMPOSSIBLE: 'This text is no readable YAML.',
  KEY_OVER_1024_CHARS: 'A key cannot be longer than 1024 characters.',
  MISSING_CHAR: 'Something is missing here: a closing quote, bracket or brace, a comma, or the space after a colon.',
  MULTILINE_IMPLICIT_KEY: 'A key must fit in one line. Is a colon missing, or a closing quote?',
  MULTIPLE_ANCHORS: 'A value can have one anchor only.',
  MULTIPLE_DOCS: 'A .flow file holds one document; remove the line with --- and what follows.',
  MULTIPLE_TAGS: 'A value can have one tag only.',
  NON_STRING_KEY: 'Keys are text; a list or a map cannot be a key.',
  RESOURCE_EXHAUSTION: 'This text is nested too deeply to be read.',
  TAB_AS_INDENT: 'Tabs cannot indent; use spaces.',
  TAG_RESOLVE_FAILED: 'This tag is not known here; remove it.',
  UNEXPECTED_TOKEN: 'This does not belong here. Is a quote, a colon or an indentation missing before it?',
  BAD_COLLECTION_TYPE: 'The tag does not fit the kind of value that follows.',
};

/** Where one code of the reader covers several slips, its own message tells them apart. */
const DETAILS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/closing .quote/, 'The closing quote of this text is missing.'],
  [/end with a \}/, 'A closing brace } is missing.'],
  [/end with a \]/, 'A closing bracket ] is missing.'],
  [/need to be followed by map values/, 'A colon and a space are missing after this key.'],
  [/Missing ,/, 'A comma is missing before this.'],
  [/Missing space after :/, 'A space is missing after this colon.'],
  [/Comments must be separated/, 'A space is missing before this comment.'],
  [/without - indicator/, 'A dash is missing before this item.'],
  [/same column/, 'This does not start in the same column as what stands above it.'],
  [/Nested mappings are not allowed/, 'A text with a colon and a space in it needs quotes around it.'],
];

/** What the YAML reader reports, in words that say how to mend it. */
export function syntaxMessage(code: string, detail: string): string {
  const found = DETAILS.find(([pattern]) => pattern.test(detail));
  return found?.[1] ?? MESSAGES[code] ?? 'This text is no readable YAML.';
}
