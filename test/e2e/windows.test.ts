import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { useWorkbench } from './support/useWorkbench';
import type { Workbench } from './support/workbench';

/** The PATH of this process without any Node. */
const pathWithoutNode = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((folder) => !existsSync(path.join(folder, 'node')))
  .join(path.delimiter);

/** How long the extension host outlives its page, in seconds. */
const GRACE_S = 3;

describe('a module in windows that come and go, on a machine without Node', () => {
  const makeFolder = tempFolder();
  let second: Workbench;

  const workbench = useWorkbench(() => ({
    theme: 'dark',
    target: installModule('pmx-cjs', makeFolder()),
    env: { PATH: pathWithoutNode },
    reconnectionGraceSeconds: GRACE_S,
  }));

  const running = (): readonly number[] => workbench().processes('pmx-cjs/index.js');

  it('runs with the Node of the editor when that is chosen', async () => {
    await workbench().runCommand('PM2 Module: Install Current Folder as Module');
    await workbench().notifications.filter({ hasText: 'There is no Node on PATH to run "pmx-cjs" with' }).waitFor();
    await workbench().screenshot('no Node');
    await workbench().clickNotification('There is no Node on PATH', 'Use the Editor');
    await workbench()
      .row('Modules', /^pmx-cjs.*online/)
      .waitFor();
    assert.equal(running().length, 1);
  });

  it('runs in one window at a time: the other one says so', async () => {
    second = await workbench().openAnother();
    await second.notifications.filter({ hasText: 'This folder already runs in another window' }).waitFor();
    await second.screenshot('another window');
    await second.clickNotification('already runs in another window', 'Leave');
    assert.equal(running().length, 1);
  });

  it('is taken over by the other window when that is wanted', async () => {
    const [before] = running();
    await second.runCommand('PM2 Module: Install Current Folder as Module');
    await second.clickNotification('already runs in another window', 'Take Over');
    await workbench().notifications.filter({ hasText: 'now runs in another window' }).waitFor();
    await workbench().screenshot('taken over');
    await second.showContainer('PM2 Modules');
    await second.row('Modules', /^pmx-cjs.*online/).waitFor();
    const [after, ...others] = running();
    assert.notEqual(after, before);
    assert.deepEqual(others, []);
  });

  it('ends when the page of its window crashed and does not come back', async () => {
    const [left = 0] = running();
    const connection = await second.page.context().newCDPSession(second.page);
    connection.send('Page.crash').catch(() => undefined); // nobody is left to answer
    assert.deepEqual(running(), [left]);
    await eventually('nothing is left', () => running().length === 0, 60_000);
  });

  it('ends when the extension host is killed, and comes back with it', async () => {
    await workbench().runCommand('PM2 Module: Install Current Folder as Module');
    await workbench()
      .row('Modules', /^pmx-cjs.*online/)
      .waitFor();
    const [before = 0] = running();
    const [host = 0] = workbench().processes('--type=extensionHost');
    process.kill(host, 'SIGKILL');
    await eventually('the old process is gone', () => !running().includes(before));
    await eventually('the new process', () => running().length === 1, 60_000);
    await workbench()
      .row('Modules', /^pmx-cjs.*online/)
      .waitFor();
  });

  it('ends when the page is closed', async () => {
    assert.equal(running().length, 1);
    await workbench().page.close();
    await eventually('nothing is left', () => running().length === 0, 60_000);
  });
});
