/** How often the parent process is looked at, in milliseconds. Only a host that was killed is noticed this way. */
const HOST_CHECK_MS = 1_000;

/**
 * Calls `gone` once when the process that started this one has ended: a child whose parent dies gets another parent.
 * Does not keep the process alive.
 */
export function watchHost(gone: () => void): void {
  const host = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === host) return;
    clearInterval(timer);
    gone();
  }, HOST_CHECK_MS);
  timer.unref();
}
