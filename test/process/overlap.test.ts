import assert from 'node:assert/strict';
import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { delay, systemClock } from '../../src/base/clock';
import { hasProc } from '../../src/core/process/platform';
import { firstDescriptors, LastMoments } from '../../src/core/process/lastMoments';
import type { Life } from '../../src/core/process/life';
import { eventually } from '../support/eventually';
import { useSupervisor, type Supervised } from '../support/useSupervisor';

const STAY = 'setInterval(() => {}, 1000);';
/** The kernel frees so much for long enough that a next process can be seen beside it, in bytes. */
const HEAVY = `const heavy = Buffer.alloc(300 * 1024 ** 2, 1); ${STAY}`;
/** A life may be followed before it is gone once it is older than this, in milliseconds. */
const SETTLED_MS = 1_000;
/** A look at a busy machine may miss the moment. */
const MAX_ROUNDS = 12;
/** So often what must never happen is tried. */
const ROUNDS = 2;

describe('A next life', () => {
  const supervise = useSupervisor();

  /** The present life has run all of its script. */
  async function hasRun(bench: Supervised): Promise<void> {
    const { generation } = bench.supervisor.state;
    await eventually('its code has run', () => bench.output().filter((line) => line === 'runs').length === generation);
  }

  /** Restarts what has settled; returns whether the life before was still there when the next one was begun. */
  async function restart(bench: Supervised): Promise<boolean> {
    const { supervisor } = bench;
    const { life } = supervisor.state;
    assert.ok(life);
    await eventually('settled', () => systemClock.elapsed() - life.startedAt > SETTLED_MS);
    let isGone = false;
    void life.running.exited.then(() => (isGone = true));
    let overlaps = false;
    const subscription = supervisor.onDidLaunch(() => (overlaps = !isGone && existsSync(`/proc/${life.running.pid}`)));
    await supervisor.run({ kind: 'saved', paths: ['index.js'] });
    subscription.dispose();
    await hasRun(bench);
    return overlaps;
  }

  async function begin(script: string): Promise<Supervised> {
    const bench = supervise(`${script}; console.log('runs');`);
    await bench.supervisor.run({ kind: 'install' });
    await hasRun(bench);
    return bench;
  }

  async function neverOverlaps(script: string): Promise<void> {
    const bench = await begin(script);
    for (let round = 0; round < ROUNDS; round++) assert.equal(await restart(bench), false);
    assert.equal(bench.supervisor.state.generation, ROUNDS + 1);
    assert.equal(bench.supervisor.state.crash, undefined);
  }

  async function overlapsOnce(bench: Supervised): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) if (await restart(bench)) return;
    assert.fail(`in ${MAX_ROUNDS} rounds the life before was always gone`);
  }

  if (hasProc) {
    it('begins while the memory of the one before is freed', async () => overlapsOnce(await begin(HEAVY)));

    it('begins so too where that one takes its time to end', async () => {
      await overlapsOnce(await begin(`process.on('SIGINT', () => setTimeout(() => process.exit(), 20)); ${HEAVY}`));
    });
  }

  it('waits for a port', () => neverOverlaps(`require('net').createServer().listen(0); ${HEAVY}`));

  it('waits for a file', () => neverOverlaps(`require('fs').openSync(__filename, 'r'); ${HEAVY}`));

  it('waits for a file that took the place of what the process was given', () =>
    neverOverlaps(`const fs = require('fs'); fs.closeSync(0); fs.openSync(__filename, 'r'); ${HEAVY}`));

  it('waits for a file that is opened when the process is asked to end', () =>
    neverOverlaps(
      `process.on('SIGINT', () => { require('fs').openSync(__filename, 'r'); setTimeout(() => process.exit(), 20); }); ${HEAVY}`,
    ));

  it('waits for a child', () =>
    neverOverlaps(`require('child_process').spawn('sleep', ['60'], { stdio: 'ignore' }); ${HEAVY}`));

  it('waits for all of a life that has just begun', async () => {
    const bench = await begin(HEAVY);
    for (let round = 0; round < ROUNDS; round++) {
      const { life } = bench.supervisor.state;
      let isGone = false;
      void life?.running.exited.then(() => (isGone = true));
      const launched = new Promise<boolean>((resolve) => {
        const subscription = bench.supervisor.onDidLaunch(() => {
          subscription.dispose();
          resolve(isGone);
        });
      });
      await bench.supervisor.run({ kind: 'restart' });
      assert.equal(await launched, true);
    }
  });

  it('begins after all that the one before has sent, and after its end, which is told once', async () => {
    const messages = 200;
    const bench = supervise(
      `process.on('SIGINT', () => {
        for (let n = 0; n < ${messages}; n++) process.send(n);
        process.exit();
      }); ${HEAVY} console.log('runs');`,
    );
    const { supervisor } = bench;
    const seen: string[] = [];
    const name = ({ generation }: Life): string => `life ${generation}`;
    supervisor.onDidLaunch((life) => {
      seen.push(`${name(life)} begins`);
      life.running.onDidReceive(({ raw }) => seen.push(`${name(life)} sends ${JSON.stringify(raw)}`));
    });
    supervisor.onDidExit((life) => seen.push(`${name(life)} ends`));
    await supervisor.run({ kind: 'install' });
    await hasRun(bench);
    await restart(bench);
    await supervisor.stop();
    const life = (generation: number): string[] => [
      `life ${generation} begins`,
      ...Array.from({ length: messages }, (_unused, n) => `life ${generation} sends ${n}`),
      `life ${generation} ends`,
    ];
    assert.deepEqual(seen.slice(0, messages + 2), life(1));
    assert.equal(seen[messages + 2], 'life 2 begins');
    assert.equal(seen.filter((line) => line === 'life 2 ends').length, 1);
  });

  it('is stopped only when nothing of the one before is left either', async () => {
    const bench = await begin(HEAVY);
    const first = bench.supervisor.state.life?.running.pid;
    await restart(bench);
    const second = bench.supervisor.state.life?.running.pid;
    await bench.supervisor.stop();
    for (const pid of [first, second]) assert.equal(existsSync(path.join('/proc', String(pid))), false);
    assert.equal(bench.registered.size, 0);
  });
});

if (hasProc) {
  describe('The last moments of a process', () => {
    it('do not come while it runs, and are not looked for in one that is gone', async () => {
      const child = spawn(process.execPath, ['-e', `${STAY} console.log('runs')`], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const pid = child.pid ?? 0;
      const process_ = { pid, given: firstDescriptors(pid, false) };
      await once(child.stdout, 'data');
      const moments = LastMoments.of(process_);
      assert.ok(moments);
      assert.equal(moments.haveCome(), false);
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.equal(LastMoments.of(process_), undefined);
    });

    it('have come as soon as a signal is sent that nobody listens to, as in a container', async () => {
      const nobodyListens = `const f = () => {}; process.on('SIGINT', f); process.removeListener('SIGINT', f);`;
      const script = `${nobodyListens} ${STAY} console.log('runs')`;
      const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
      const pid = child.pid ?? 0;
      const given = firstDescriptors(pid, false);
      await once(child.stdout, 'data');
      const moments = LastMoments.of({ pid, given });
      assert.ok(moments);
      child.kill('SIGINT');
      assert.equal(moments.haveCome(), true);
      await once(child, 'exit');
    });

    it('come also where the host has handed down what it has open, as an editor does', async () => {
      const file = openSync(__filename, 'r');
      const stdio: StdioOptions = ['pipe', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', file];
      const child = spawn(process.execPath, ['-e', `${STAY} console.log('runs')`], { stdio });
      closeSync(file);
      const pid = child.pid ?? 0;
      const [all, ours] = [firstDescriptors(pid, true), firstDescriptors(pid, false)];
      assert.ok(child.stdout);
      await once(child.stdout, 'data');
      assert.ok(LastMoments.of({ pid, given: all }));
      assert.equal(LastMoments.of({ pid, given: ours }), undefined, 'it might be the module that has opened the file');
      child.kill('SIGKILL');
      await once(child, 'exit');
    });

    it('count for nothing where the process was not looked at for long', async () => {
      const child = spawn(process.execPath, ['-e', `${HEAVY} console.log('runs')`], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const pid = child.pid ?? 0;
      const given = firstDescriptors(pid, false);
      await once(child.stdout, 'data');
      const moments = LastMoments.of({ pid, given });
      assert.ok(moments);
      await delay(systemClock, 20);
      child.kill('SIGKILL');
      assert.equal(moments.haveCome(), false);
      await once(child, 'exit');
    });
  });
}
