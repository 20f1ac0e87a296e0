import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Short, because unix sockets in it have room for about 100 bytes of path. */
const PREFIX = 'pm2m-';

/**
 * To be called in a `describe`: returns a function that makes an empty folder and gives its real path. The folders are
 * removed after the last test of that `describe`, thus after every `afterEach` that ends processes in them, and after
 * every `after` that stands above the call.
 */
export function tempFolder(): () => string {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  return () => {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), PREFIX)));
    folders.push(folder);
    return folder;
  };
}
