/** The colours that a group may have. A theme decides how each of them looks. */
export const GROUP_COLORS = ['blue', 'green', 'yellow', 'orange', 'red', 'purple'] as const;

/** One of the colours of groups. */
export type GroupColor = (typeof GROUP_COLORS)[number];

/** Whether a text names a colour of groups. */
export function isGroupColor(text: string | undefined): text is GroupColor {
  return GROUP_COLORS.some((color) => color === text);
}
