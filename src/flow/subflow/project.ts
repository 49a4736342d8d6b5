/**
 * The project that a flow belongs to, as an absolute folder: a flow may use those within it. That is the repository that
 * it stands in; outside of any, the folder that is opened (in an editor, or that a command line stands in) where the flow
 * is within it; else the flow's own folder.
 * @param file Absolute, with forward slashes, like all paths here.
 * @param isRepository Whether a folder is the top of a repository.
 */
export function projectFolder(
  file: string,
  opened: string | undefined,
  isRepository: (folder: string) => boolean,
): string {
  const own = parentOf(file);
  for (let folder = own; ; folder = parentOf(folder)) {
    if (isRepository(folder)) return folder;
    if (folder === parentOf(folder)) break;
  }
  return opened !== undefined && pathWithin(opened, file) !== undefined ? opened : own;
}

/** The path of a file from a folder that it is in, at any depth; undefined when it is not. */
export function pathWithin(folder: string, file: string): string | undefined {
  const top = folder.endsWith('/') ? folder : `${folder}/`;
  return file.startsWith(top) ? file.slice(top.length) : undefined;
}

/** The path of a file by its path within a folder. */
export function joinPath(folder: string, path: string): string {
  return folder.endsWith('/') ? `${folder}${path}` : `${folder}/${path}`;
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return path;
  // The top of a drive or of a file system keeps its slash.
  return at === 0 || path[at - 1] === ':' ? path.slice(0, at + 1) : path.slice(0, at);
}
