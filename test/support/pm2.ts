import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './projectRoot';

const run = promisify(execFile);
const command = path.join(projectRoot, 'test', 'modules', 'pm2', 'node_modules', 'pm2', 'bin', 'pm2');

/** Gives a command to the real PM2, as in a terminal. A daemon of that home is started by it: end it with `kill`. */
export async function pm2(home: string, ...args: readonly string[]): Promise<string> {
  if (!existsSync(command)) throw new Error('PM2 is not installed: "npm test" installs what test/modules names.');
  const env = { ...process.env, PM2_HOME: home };
  const { stdout } = await run(process.execPath, [command, ...args], { env, cwd: home });
  return stdout;
}
