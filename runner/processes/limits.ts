/**
 * Processes that one run may have at one time, where a launcher counts them; the command that has most of them is ended,
 * or the whole run's where no single one has. A build on a large machine needs some hundred, a fork bomb has no bound.
 */
export const PROCESSES_PER_RUN = 4_096;

/** Files that a command may have open unless it raises its own limit, or the system allows fewer. */
export const OPEN_FILES_PER_PROCESS = 65_536;
