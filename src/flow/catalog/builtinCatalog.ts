import type { Catalog, KindDefinition } from './kind.ts';
import { AWS_KIND, EXEC_KIND, SCRIPT_KIND, SHELL_KIND } from './kinds/commands.ts';
import { ASSERT_KIND, DELAY_KIND } from './kinds/control.ts';
import {
  CONSTANT_KIND,
  CSV_PARSE_KIND,
  JSON_PARSE_KIND,
  MERGE_KIND,
  TEMPLATE_KIND,
  TRANSFORM_KIND,
} from './kinds/data.ts';
import { FILE_GLOB_KIND, FILE_READ_KIND, FILE_WRITE_KIND } from './kinds/files.ts';
import { HTTP_KIND } from './kinds/network.ts';

const KINDS: readonly KindDefinition[] = [
  SHELL_KIND,
  EXEC_KIND,
  SCRIPT_KIND,
  AWS_KIND,
  CONSTANT_KIND,
  TEMPLATE_KIND,
  TRANSFORM_KIND,
  JSON_PARSE_KIND,
  CSV_PARSE_KIND,
  MERGE_KIND,
  FILE_READ_KIND,
  FILE_WRITE_KIND,
  FILE_GLOB_KIND,
  HTTP_KIND,
  DELAY_KIND,
  ASSERT_KIND,
];

/** The kinds that every flow may use, in the order in which a palette lists them. */
export const BUILTIN_CATALOG: Catalog = new Map(KINDS.map((kind) => [kind.id, kind]));

/** Kinds of the format that this build knows of and cannot run. */
export const UNSUPPORTED_KINDS: ReadonlySet<string> = new Set(['typescript', 'javascript', 'python', 'sql']);
