import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../src/base/clock';
import type { LifePlan } from '../../src/core/process/life';
import { descendantsOf, findProcess } from '../../src/core/process/platform';
import type { Crash } from '../../src/shared/module';
import { eventually } from '../support/eventually';
import { useSupervisor, type Supervised } from '../support/useSupervisor';

describe('Supervisor', () => {
  const supervise = useSupervisor();

  const statuses = ({ states }: Supervised): string[] =>
    states.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]);

  it('goes from launching to online, and to stopped when asked', async () => {
    const bench = supervise('setInterval(() => {}, 1000)');
    await bench.supervisor.run({ kind: 'install' });
    await eventually('online', () => bench.supervisor.state.status === 'online');
    await bench.supervisor.stop();
    assert.deepEqual(statuses(bench), ['launching', 'online', 'stopping', 'stopped']);
    assert.equal(bench.registered.size, 0);
  });

  it('answers many requests during a restart by one more restart, which runs the last content', async () => {
    const bench = supervise('console.log("life 0"); setInterval(() => {}, 1000)');
    await bench.supervisor.run({ kind: 'install' });
    const runs: Promise<void>[] = [];
    for (let save = 1; save <= 50; save++) {
      bench.write(`console.log("life ${save}"); setInterval(() => {}, 1000)`);
      runs.push(bench.supervisor.run({ kind: 'saved', paths: [`${save}.js`] }));
    }
    await Promise.all(runs);
    await eventually('the last content runs', () => bench.output().at(-1) === 'life 50');
    assert.ok(bench.supervisor.state.generation <= 4, `${bench.supervisor.state.generation} generations`);
    const { request } = bench.supervisor.state;
    assert.equal(request?.reason.kind === 'saved' && request.reason.paths.at(-1), '50.js');
  });

  it('stays stopped when the stop came last, whatever was under way', async () => {
    const bench = supervise('setInterval(() => {}, 1000)');
    const started = bench.supervisor.run({ kind: 'install' });
    await bench.supervisor.stop();
    await started;
    assert.equal(bench.supervisor.state.status, 'stopped');
    assert.equal(bench.supervisor.state.life, undefined);
  });

  it('kills what ignores SIGINT, with its children, after kill_timeout', async () => {
    const child = `process.on("SIGINT", () => {}); setInterval(() => {}, 1000)`;
    const bench = supervise(
      `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { detached: true }); ${child}`,
    );
    await bench.supervisor.run({ kind: 'install' });
    const pid = bench.supervisor.state.life?.running.pid ?? 0;
    const [grandchild] = await eventually('a grandchild', async () => {
      const found = await descendantsOf(pid);
      return found.length > 0 && found;
    });
    await bench.supervisor.stop();
    assert.equal(await findProcess(pid), undefined);
    assert.equal(await findProcess(grandchild?.pid ?? 0), undefined);
  });

  it('is errored after three equal quick deaths, and alive again when it is run again', async () => {
    const bench = supervise('process.exit(3)');
    await bench.supervisor.run({ kind: 'install' });
    await eventually('errored', () => bench.supervisor.state.status === 'errored');
    assert.equal(bench.supervisor.state.generation, 3);
    assert.equal(bench.supervisor.state.restarts, 2);
    assert.equal(bench.supervisor.state.crash?.summary, 'code 3');
    assert.equal(bench.supervisor.state.waiting, 'save');
    bench.write('setInterval(() => {}, 1000)');
    await bench.supervisor.run({ kind: 'saved', paths: ['index.js'] });
    await eventually('online', () => bench.supervisor.state.status === 'online');
    assert.equal(bench.supervisor.state.crash, undefined);
    assert.equal(bench.supervisor.state.restarts, 2);
  });

  it('is errored after three equal quick deaths, whatever the clock says', async () => {
    const anHourMs = 3_600_000;
    let looks = 0;
    // Set forward by an hour, then back again, whenever somebody looks.
    const unsteady: Clock = { ...systemClock, now: () => Date.now() + (looks++ % 2) * anHourMs };
    const bench = supervise('process.exit(3)', (plan) => plan, { clock: unsteady });
    await bench.supervisor.run({ kind: 'install' });
    await eventually('errored', () => bench.supervisor.state.status === 'errored');
    assert.equal(bench.supervisor.state.generation, 3);
  });

  it('is errored after three quick deaths, however long it takes to say what they died of', async () => {
    const anHourMs = 3_600_000;
    let told = 0;
    const clock: Clock = { ...systemClock, elapsed: () => systemClock.elapsed() + told * anHourMs };
    const explain = (): Promise<Crash> => {
      told += 1;
      return Promise.resolve({ summary: 'slowly told', remedies: [] });
    };
    const bench = supervise('process.exit(3)', (plan) => plan, { clock, explain });
    await bench.supervisor.run({ kind: 'install' });
    await eventually('errored', () => bench.supervisor.state.status === 'errored');
    assert.equal(bench.supervisor.state.generation, 3);
  });

  it('waits restart_delay as "waiting restart", which a request cuts short', async () => {
    const bench = supervise('process.exit(1)', (plan) => ({
      ...plan,
      restart: { ...plan.restart, restartDelayMs: 60_000 },
    }));
    await bench.supervisor.run({ kind: 'install' });
    await eventually('waiting', () => bench.supervisor.state.status === 'waiting restart');
    bench.write('setInterval(() => {}, 1000)');
    await bench.supervisor.run({ kind: 'restart' });
    await eventually('online', () => bench.supervisor.state.status === 'online');
  });

  it('is online with wait_ready when the module has sent ready, and with a deaf one after listen_timeout', async () => {
    const waits = (plan: LifePlan): LifePlan => ({ ...plan, readyTimeoutMs: 60_000 });
    const ready = supervise('process.send("ready"); setInterval(() => {}, 1000)', waits);
    await ready.supervisor.run({ kind: 'install' });
    await eventually('online', () => ready.supervisor.state.status === 'online');
    const deaf = supervise('setInterval(() => {}, 1000)', (plan) => ({ ...plan, readyTimeoutMs: 50 }));
    await deaf.supervisor.run({ kind: 'install' });
    await eventually('online', () => deaf.supervisor.state.status === 'online');
  });

  it('does not wait for ready before it answers a stop', async () => {
    const bench = supervise('setInterval(() => {}, 1000)', (plan) => ({ ...plan, readyTimeoutMs: 600_000 }));
    const started = bench.supervisor.run({ kind: 'install' });
    await eventually('a process', () => bench.supervisor.state.life);
    await bench.supervisor.stop();
    await started;
    assert.equal(bench.supervisor.state.status, 'stopped');
  });

  it('sends "shutdown" instead of a signal with shutdown_with_message', async () => {
    const script = `process.on("SIGINT", () => {});
      process.on("message", (text) => { if (text === "shutdown") { console.log("asked"); process.exit(0); } });
      console.log("up");`;
    const bench = supervise(script, (plan) => ({
      ...plan,
      stop: { ...plan.stop, shutdownWithMessage: true, killTimeoutMs: 60_000 },
    }));
    await bench.supervisor.run({ kind: 'install' });
    await eventually('up', () => bench.output().includes('up'));
    await bench.supervisor.stop();
    assert.deepEqual(bench.output(), ['up', 'asked']);
  });

  it('keeps what runs when the next generation cannot be planned', async () => {
    let isBroken = false;
    const bench = supervise('setInterval(() => {}, 1000)', (plan) => {
      if (isBroken) throw new Error('no plan');
      return plan;
    });
    await bench.supervisor.run({ kind: 'install' });
    const { life } = bench.supervisor.state;
    isBroken = true;
    await assert.rejects(bench.supervisor.run({ kind: 'saved', paths: ['package.json'] }), /no plan/);
    assert.equal(bench.supervisor.state.life, life);
    await eventually('online', () => bench.supervisor.state.status === 'online');
  });

  it('says why when there is nothing to spawn', async () => {
    const bench = supervise('', (plan) => ({ ...plan, launch: { ...plan.launch, command: '/nowhere/node' } }));
    await assert.rejects(bench.supervisor.run({ kind: 'install' }), /ENOENT/);
    assert.equal(bench.supervisor.state.status, 'errored');
  });
});
