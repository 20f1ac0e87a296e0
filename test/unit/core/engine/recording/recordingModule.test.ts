import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../../../src/base/errors';
import { readRecording } from '../../../../../src/core/engine/recording/readRecording';
import { RecordingModule } from '../../../../../src/core/engine/recording/recordingModule';
import { LiveModule } from '../../../../../src/core/liveModule';
import type { ActionSnapshot } from '../../../../../src/shared/action';
import { projectRoot } from '../../../../support/projectRoot';
import { recordings } from '../../../../support/recordings';
import { tempFolder } from '../../../../support/tempFolder';

const folder = path.join(projectRoot, 'test', 'fixtures', 'recordings');

async function open(file: string): Promise<{ live: LiveModule; engine: RecordingModule; process: string }> {
  const engine = new RecordingModule(await readRecording(file));
  const live = new LiveModule(engine, { clock: engine.clock });
  await engine.launch();
  return { live, engine, process: engine.snapshot.processes[0]?.key ?? '' };
}

function recorded(name: string): ReturnType<typeof open> {
  return open(path.join(folder, `${name}.jsonl`));
}

describe('RecordingModule', () => {
  const newFolder = tempFolder();

  it('shows what every recording holds', async () => {
    for (const [name, lines] of recordings()) {
      const { live, engine, process } = await recorded(name);
      const messages = lines.filter(({ dir }) => dir === 'module->pm2' || dir === 'pm2->module');
      assert.equal(engine.snapshot.recording?.messages, messages.length, name);
      assert.equal(live.traffic.lines().length, messages.length, name);
      const running = live.actions(process).actions.filter(({ lastCall }) => lastCall?.state.kind === 'running');
      assert.deepEqual(running, [], name);
      live.dispose();
      await engine.dispose();
    }
  });

  it('gives replies to the calls that were made, with the time that they took', async () => {
    const { live, process } = await recorded('pmx-1.6.8-actions');
    const called = live.actions(process).actions.filter(({ lastCall }) => lastCall);
    assert.ok(called.length > 3);
    const took = ({ lastCall }: ActionSnapshot): boolean =>
      lastCall?.state.kind !== 'replied' || lastCall.state.tookMs >= 0;
    assert.ok(called.every(took));
    assert.ok(called.some(({ type, lastCall }) => type === 'scoped' && (lastCall?.streamed ?? 0) > 0));
  });

  it('has no profile to open, but tells that one was taken', async () => {
    const { live, process } = await recorded('pm2-io-6.1.0-profiling');
    const stop = live.actions(process).actions.find(({ name }) => name === 'km:cpu:profiling:stop');
    assert.equal(stop?.lastCall?.state.kind, 'replied');
  });

  it('tells recorded times, and knows the module by name', async () => {
    const file = path.join(newFolder(), 'one.jsonl');
    const at = Date.UTC(2024, 0, 31, 12);
    writeFileSync(
      file,
      [
        { t: 0, dir: 'meta', module: 'my-module', version: '1.2.0', node: 'v24.1.0', at },
        { t: 40, dir: 'stdout', data: 'hello\n' },
        { t: 50, dir: 'module->pm2', msg: { type: 'axm:monitor', data: { users: { value: 12 } } } },
      ]
        .map((line) => JSON.stringify(line))
        .join('\r\n'),
    );
    const engine = new RecordingModule(await readRecording(file));
    const live = new LiveModule(engine, { clock: engine.clock });
    const output: string[] = [];
    engine.onDidOutput((lines) => output.push(...lines));
    await engine.launch();
    const { snapshot } = engine;
    assert.deepEqual([snapshot.name, snapshot.version, snapshot.kind], ['my-module (recording)', '1.2.0', 'recording']);
    assert.equal(live.allProbes()[0]?.changed[0]?.changedAt, at + 50);
    assert.match(output[0] ?? '', /│ hello$/);
  });

  it('keeps several processes apart', async () => {
    const file = path.join(newFolder(), 'two.jsonl');
    const probe = (process: string, value: number): string =>
      JSON.stringify({ t: 1, dir: 'module->pm2', process, msg: { type: 'axm:monitor', data: { load: { value } } } });
    writeFileSync(file, `${probe('m:a', 1)}\n${probe('m:b', 2)}\n`);
    const { live } = await open(file);
    assert.deepEqual(
      live.allProbes().map(({ changed }) => changed[0]?.value),
      [1, 2],
    );
  });

  it('tells lives apart, as when they were recorded', async () => {
    const file = path.join(newFolder(), 'lives.jsonl');
    const life = [
      { dir: 'module->pm2', msg: { type: 'axm:action', data: { action_name: 'visit', arity: 1 } } },
      { dir: 'module->pm2', msg: { type: 'process:exception', data: { message: 'The roof leaks', name: 'Error' } } },
      { dir: 'exit', code: 1, signal: null },
    ];
    const lines = [...life, ...life].map((line, index) => JSON.stringify({ t: index * 1_000, ...line }));
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { live, engine, process } = await open(file);
    assert.equal(engine.snapshot.processes[0]?.generation, 2);
    assert.deepEqual(
      live.reports.takeIssues(process).changed.map(({ count, generation }) => [count, generation]),
      [[2, 2]],
    );
    assert.deepEqual(live.snapshot.hints, []);
  });

  it('cannot be run', async () => {
    const { live, engine, process } = await recorded('pmx-1.6.8-actions');
    await assert.rejects(engine.start(), UserError);
    await assert.rejects(engine.restart(), UserError);
    const [action] = live.actions(process).actions;
    await assert.rejects(live.runAction(process, action?.name ?? '', undefined, 1), /is a recording/);
  });

  it('is refused when the file is none', async () => {
    const file = path.join(newFolder(), 'notes.txt');
    writeFileSync(file, 'just\nnotes\n');
    await assert.rejects(readRecording(file), /notes\.txt is no recording of traffic\./);
    await assert.rejects(readRecording(path.join(folder, 'missing.jsonl')), /cannot be read \(ENOENT\)/);
  });
});
