import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatMessage } from '../../src/base/message';
import { findProcess, signal } from '../../src/core/process/platform';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';

describe('A PM2 daemon beside us', () => {
  const newFolder = tempFolder();
  const children: ChildProcess[] = [];
  let core: TestCore;

  beforeEach(() => {
    core = new TestCore(newFolder());
  });
  afterEach(async () => {
    await core.end();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** What a PM2 with one process looks like from outside; returns its pid. */
  function runPm2(name: string): number {
    const daemon = spawn(process.execPath, ['-e', STAY], { stdio: 'ignore' });
    children.push(daemon);
    const pid = daemon.pid ?? 0;
    writeFiles(core.home, { 'pm2.pid': String(pid), [`pids/${name}-0.pid`]: String(pid) });
    return pid;
  }

  const said = (): string[] => core.notices.map(({ message }) => formatMessage(message));

  it('is named when it already runs a process of that name, before the module starts', async () => {
    const pid = runPm2('mod');
    await core.install(writeModule(newFolder(), 'mod', { 'index.js': STAY }));
    assert.deepEqual(said(), [
      `"mod" already runs in PM2 as process ${pid}: the two may want the same port and the same files.`,
    ]);
  });

  it('is of no interest when it runs others, or does not live any more', async () => {
    runPm2('mod-2');
    await core.install(writeModule(newFolder(), 'mod', { 'index.js': STAY }));
    assert.deepEqual(said(), []);
  });

  it('is told of when a module that uses its API has started it, and ended when that is wanted', async () => {
    const script = `const { spawn } = require('child_process');
      const daemon = spawn(process.execPath, ['-e', ${JSON.stringify(STAY)}], { detached: true, stdio: 'ignore' });
      require('fs').writeFileSync(process.env.PM2_HOME + '/pm2.pid', String(daemon.pid)); ${STAY}`;
    const folder = writeModule(newFolder(), 'starter', { 'index.js': script }, { dependencies: { pm2: '*' } });
    const id = await core.install(folder);
    const pid = Number(readFileSync(path.join(core.home, 'pm2.pid'), 'utf8'));
    try {
      const notice = await eventually('the notice', () => core.notices[0]);
      assert.match(
        formatMessage(notice.message),
        /^"starter" uses PM2's API, so a PM2 daemon was started in .*home\. It/,
      );
      assert.deepEqual(notice.remedies, [{ kind: 'stopDaemon', home: core.home }]);
      await core.service.stop(id);
      assert.ok(await findProcess(pid), 'it is not the module’s to end');
      await core.service.stopDaemon(core.home);
      await eventually('it has ended', async () => (await findProcess(pid)) === undefined);
    } finally {
      signal(pid, 'SIGKILL');
    }
  });
});
