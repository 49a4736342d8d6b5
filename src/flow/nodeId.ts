const NODE_ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether a text may be the id of a node, service or group. */
export function isNodeId(text: string): boolean {
  return NODE_ID.test(text);
}

/** The nearest valid id to any text: what cannot stand in an id becomes `_`. */
export function toNodeId(text: string): string {
  const id = text
    .trim()
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[^A-Za-z_]+/, '')
    .replace(/_+$/, '');
  return isNodeId(id) ? id : 'node';
}
