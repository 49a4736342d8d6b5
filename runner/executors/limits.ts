/** What executors take from a run's configuration. Sizes are bytes, times milliseconds. */
export interface ExecutorLimits {
  /** Largest value, as UTF-8 JSON, that stays inline. */
  readonly inlineValueBytes: number;
  /** Between the polite signal and the kill. */
  readonly graceMs: number;
  /** Largest value of a command's stream; absent: `STORED_VALUE_BYTES`. */
  readonly storedValueBytes?: number;
}

/** Used where a request says nothing. */
export const DEFAULT_EXECUTOR_LIMITS: ExecutorLimits = { inlineValueBytes: 64 * 1024, graceMs: 5_000 };

/** Largest content that an in-process node, an expression or a `${name}` may load into memory. */
export const IN_MEMORY_BYTES = 256 * 1024 * 1024;
/** Largest single value that goes to the store; a command that prints more fails. */
export const STORED_VALUE_BYTES = 8 * 1024 * 1024 * 1024;
/** Largest `$FLOW_OUTPUT` file. */
export const FLOW_OUTPUT_BYTES = 64 * 1024 * 1024;
/** Longest script passed as an argument; a longer one goes through a file, as systems bound one argument (128 KiB). */
export const SCRIPT_ARGUMENT_BYTES = 96 * 1024;
/** Bytes of a command's last words kept for the detail of a failure. */
export const FAILURE_DETAIL_BYTES = 8 * 1024;
/** Lines of a command's last words shown in the detail of a failure. */
export const FAILURE_DETAIL_LINES = 20;
/** How long a command that has ended may keep its output open through processes it left behind. */
export const LATE_OUTPUT_MS = 100;
/** Most files that one glob may list. */
export const GLOB_FILES = 100_000;
/** Redirects that one request follows. */
export const HTTP_REDIRECTS = 10;
/** Characters of an unexpected answer that its error quotes. */
export const HTTP_ERROR_CHARACTERS = 500;
/** Longest Liquid template, in characters. */
export const TEMPLATE_CHARACTERS = 4 * 1024 * 1024;
/** Longest time one template may take; it runs in the runner's own thread. */
export const TEMPLATE_MS = 1_000;
/** Liquid's own count of characters and items that a template makes. */
export const TEMPLATE_MEMORY = 64 * 1024 * 1024;
/** Parsed templates and compiled expressions that are kept. */
export const COMPILED_TEXTS = 1_000;
/** Threads that expressions run on at the same time. */
export const TRANSFORM_WORKERS = 4;
/** Heap of one such thread, in MiB. */
export const TRANSFORM_HEAP_MIB = 1_024;
