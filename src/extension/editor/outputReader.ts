import { open, readFile, stat } from 'node:fs/promises';
import type { OutputPage } from '../../messages/host.ts';

/** Bytes of a stored value that one page carries to a view. */
export const OUTPUT_PAGE_BYTES = 64 * 1024;
/** Largest stored value that a view gets as a whole, such as an image. */
export const OUTPUT_DATA_LIMIT_BYTES = 8 * 1024 * 1024;

/** Place of a stored value on this machine. */
export interface StoredOutput {
  readonly digest: string;
  readonly path: string;
}

/**
 * One page of a stored value as text, cut at whole characters.
 * @param offset in bytes; where the page before said that the next one starts.
 * @throws When the file cannot be read.
 */
export async function readOutputPage(output: StoredOutput, offset: number): Promise<OutputPage> {
  const file = await open(output.path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(OUTPUT_PAGE_BYTES, size - offset)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const last = offset + bytesRead >= size;
    const length = last ? bytesRead : wholeCharacters(buffer.subarray(0, bytesRead));
    const page = { digest: output.digest, offset, text: buffer.toString('utf8', 0, length), totalBytes: size };
    return last ? page : { ...page, nextOffset: offset + length };
  } finally {
    await file.close();
  }
}

/**
 * A whole stored value in base64.
 * @throws When it is larger than `OUTPUT_DATA_LIMIT_BYTES` or cannot be read.
 */
export async function readOutputData(output: StoredOutput): Promise<string> {
  const { size } = await stat(output.path);
  if (size > OUTPUT_DATA_LIMIT_BYTES) throw new Error(`It has ${size} bytes, too many to show here; open it instead.`);
  return (await readFile(output.path)).toString('base64');
}

/** Length of the part of UTF-8 bytes that ends with a whole character. Other bytes are given back whole. */
function wholeCharacters(bytes: Uint8Array): number {
  const longestCharacter = 4;
  for (let back = 1; back <= Math.min(longestCharacter, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const continues = (byte & 0b1100_0000) === 0b1000_0000;
    if (continues) continue;
    return characterBytes(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function characterBytes(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
