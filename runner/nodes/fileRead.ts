import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { IN_MEMORY_BYTES } from '../executors/limits.ts';
import { optionalTextSetting } from '../executors/settings.ts';
import { mediaTypeOfPath, PLAIN_TEXT } from '../store/mediaTypes.ts';
import { isTextMedia } from '../store/preview.ts';
import { parseJson } from '../values/readContent.ts';
import { type NodeContext, type NodeFunction, type NodeOutputs, nodeError, output, textForm } from './node.ts';
import { explainFileError, type WorkspacePath, workspacePath } from './workspacePath.ts';

/** `file.read`: the content of a workspace file as text (UTF-8), bytes or data. */
export const runFileRead: NodeFunction = async (context) => {
  const { task } = context;
  const as = await optionalTextSetting(task, 'as', textForm(task));
  if (!as.ok) return as;
  const path = await workspacePath(task, 'path');
  if (!path.ok) return path;
  try {
    const found = await stat(path.value.absolute);
    if (found.isDirectory()) return nodeError(`\`${path.value.told}\` is a folder, not a file.`, 'path');
    if (!found.isFile()) return nodeError(`\`${path.value.told}\` is not an ordinary file.`, 'path');
    return await readAs(as.value ?? 'text', path.value, found.size, context);
  } catch (error) {
    return nodeError(await explainFileError(error, path.value), 'path');
  }
};

function readAs(as: string, path: WorkspacePath, size: number, context: NodeContext): Promise<NodeOutputs> {
  switch (as) {
    case 'text':
      return readText(path, context);
    case 'bytes':
      return readBytes(path, context);
    case 'json':
      return readJson(path, size, context);
    default: {
      const message = `\`as\` is \`${as}\`; it has to be text, bytes or json.`;
      return Promise.resolve(nodeError(message, 'as'));
    }
  }
}

async function readText(path: WorkspacePath, { values, signal }: NodeContext): Promise<NodeOutputs> {
  const mediaType = mediaTypeOfPath(path.absolute);
  const spool = values.spool();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path.absolute, { signal })) {
      const text = decodeOrUndefined(decoder, chunk as Uint8Array);
      if (text === undefined) return await refuseText(spool, path);
      await spool.append(Buffer.from(text));
    }
    if (decodeOrUndefined(decoder) === undefined) return await refuseText(spool, path);
  } catch (error) {
    await spool.discard();
    throw error;
  }
  return output('content', values.textOf(await spool.finish(isTextMedia(mediaType) ? mediaType : PLAIN_TEXT)));
}

/** The next text; without a chunk, what remains at the end. Undefined where it is no UTF-8. */
function decodeOrUndefined(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string | undefined {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    return undefined;
  }
}

async function refuseText(spool: { discard(): Promise<void> }, path: WorkspacePath): Promise<NodeOutputs> {
  await spool.discard();
  return nodeError(`\`${path.told}\` is not UTF-8 text. Read it with \`as: bytes\`, or convert it first.`, 'as');
}

async function readBytes(path: WorkspacePath, { values, signal }: NodeContext): Promise<NodeOutputs> {
  const mediaType = mediaTypeOfPath(path.absolute);
  const content = await values.store.putStream(createReadStream(path.absolute, { signal }), mediaType);
  const type = mediaType.startsWith('image/') ? 'image' : 'bytes';
  return output('content', { kind: 'stored', content, type });
}

async function readJson(path: WorkspacePath, size: number, { values, signal }: NodeContext): Promise<NodeOutputs> {
  if (size > IN_MEMORY_BYTES) {
    return nodeError(`\`${path.told}\` has ${size} bytes; at most ${IN_MEMORY_BYTES} are read as JSON.`, 'path');
  }
  const text = new TextDecoder().decode(await readFile(path.absolute, { signal }));
  const data = parseJson(text, path.told);
  if (!data.ok) return data;
  return output(
    'content',
    typeof data.value === 'object' ? await values.jsonText(text, 'json') : await values.json(data.value, 'json'),
  );
}
