import { open } from 'node:fs/promises';
import path from 'node:path';

/** What a start file is run by when its manifest does not say: Node, itself, or the first of some commands that exists. */
export type StartFileKind = 'node' | 'itself' | { readonly commands: readonly [string, ...string[]] };

/** PM2's interpreters by extension. */
const COMMANDS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['.py', ['python', 'python3']],
  ['.sh', ['bash']],
  ['.rb', ['ruby']],
  ['.php', ['php']],
  ['.pl', ['perl']],
]);

const NODE_EXTENSIONS = ['.js', '.cjs', '.mjs', '.json', '.node', '.ts', '.cts', '.mts', '.tsx', '.jsx'];

/** Bytes that are read to tell a script from a binary, and for its first line. */
const HEAD_BYTES = 1_024;

/**
 * Goes by the extension as PM2 does. Of other files it takes binaries, and scripts whose first line names something else
 * than Node, as executables (PM2 would give the latter to Node, which stops at their first line); the rest runs in Node.
 */
export async function startFileKind(file: string): Promise<StartFileKind> {
  const extension = path.extname(file).toLowerCase();
  if (NODE_EXTENSIONS.includes(extension)) return 'node';
  const commands = COMMANDS.get(extension);
  if (commands) return { commands };
  const head = await readHead(file);
  if (head.includes('\0')) return 'itself';
  const firstLine = /^#!\s*(.+)/.exec(head)?.[1];
  return firstLine === undefined || /(^|[\\/ ])node(js)?(\s|$)/.test(firstLine) ? 'node' : 'itself';
}

async function readHead(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
