import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageFile, packageVersion } from '../modules';
import type { Tool } from './tool';

const run = promisify(execFile);

/** `pm2 install .`, with a daemon and a PM2_HOME of its own. */
export class Pm2 implements Tool {
  readonly name = `PM2 ${packageVersion('pm2')}`;
  private home = '';
  readonly setOption = (folder: string, key: string, value: string): Promise<void> =>
    this.command(['set', `${path.basename(folder)}:${key}`, value], folder);

  async start(folder: string, scratch: string): Promise<string> {
    this.home = scratch;
    await this.command(['install', '.'], folder);
    return path.join(this.home, 'logs', `${path.basename(folder)}-out.log`);
  }

  async stop(): Promise<void> {
    if (this.home) await this.command(['kill'], this.home);
  }

  private async command(args: readonly string[], cwd: string): Promise<void> {
    const env = { ...process.env, PM2_HOME: this.home };
    await run(process.execPath, [packageFile('pm2', 'bin/pm2'), ...args], { cwd, env });
  }
}
