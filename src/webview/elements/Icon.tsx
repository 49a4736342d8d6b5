/** A codicon. It says nothing to screen readers: whatever it stands for is also said in words beside it. */
export function Icon({ name, spin, className }: { name: string; spin?: boolean; className?: string }) {
  const classes = ['codicon', `codicon-${name}`];
  if (spin) classes.push('codicon-modifier-spin');
  if (className) classes.push(className);
  return <span className={classes.join(' ')} aria-hidden="true" />;
}
