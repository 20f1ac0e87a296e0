import { open } from 'node:fs/promises';

/**
 * The last bytes of a file as text, at most `maxBytes` and nothing before `from` (unless the file is shorter now: it was
 * cut since); empty when it cannot be read.
 */
export async function readTail(file: string, maxBytes: number, from = 0): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const start = Math.max(from > size ? 0 : from, size - maxBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return ''; // a log file that was removed tells nothing
  }
}
