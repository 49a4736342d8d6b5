/** Environment variable with the file that the suite writes its outcomes to, as JSON. */
export const REPORT_VARIABLE = 'MILLRACE_VSCODE_REPORT';

/** Begins every line that the suite prints, to tell it from what VS Code itself logs on the same stream. */
export const OUTPUT_MARK = '\u2502 ';
