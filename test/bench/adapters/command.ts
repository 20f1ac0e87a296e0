import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { descendantsOf, killTree } from '../../../src/core/process/platform';
import { packageFile, packageVersion } from '../modules';
import type { Tool } from './tool';

/** A tool that is one command, started in the module's folder: it watches, and hands its stdout down to the module. */
export class Command implements Tool {
  private child: ChildProcess | undefined;

  constructor(
    readonly name: string,
    /** Arguments of `node`. */
    private readonly args: readonly string[],
  ) {}

  async start(folder: string, scratch: string): Promise<string> {
    const file = path.join(scratch, 'out.log');
    const out = openSync(file, 'a');
    this.child = spawn(process.execPath, this.args, { cwd: folder, stdio: ['pipe', out, out], detached: true });
    closeSync(out);
    await once(this.child, 'spawn');
    return file;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    await killTree({ pid: child.pid }, await descendantsOf(child.pid));
    await exited;
  }
}

/** `node` without any tool: what each start costs at least. */
export const nodeAlone = (): Command => new Command('cold `node index.js`', ['index.js']);

export const nodeWatch = (): Command => new Command('`node --watch`', ['--watch', 'index.js']);

export const nodemon = (): Command =>
  new Command(`nodemon ${packageVersion('nodemon')}`, [packageFile('nodemon', 'bin/nodemon.js'), 'index.js']);

export const tsxWatch = (): Command =>
  new Command(`\`tsx watch\` ${packageVersion('tsx')}`, [packageFile('tsx', 'dist/cli.mjs'), 'watch', 'index.js']);
