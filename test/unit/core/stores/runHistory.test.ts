import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ActionCalls } from '../../../../src/core/stores/actionCalls';
import { RunFiles } from '../../../../src/core/stores/runFiles';
import { MAX_RUNS, RunHistory } from '../../../../src/core/stores/runHistory';
import type { ActionType } from '../../../../src/shared/action';
import { FakeClock } from '../../../support/fakeClock';
import { tempFolder } from '../../../support/tempFolder';

const PROCESS = 'dev:/home/me/chores#chores';
const TIMEOUT_MS = 30_000;

describe('RunHistory', () => {
  const newFolder = tempFolder();
  const errors: Error[] = [];
  let folder: string;
  let history: RunHistory;
  let calls: ActionCalls;

  function open(files: RunFiles | null = new RunFiles(folder)): void {
    history = new RunHistory(files ?? undefined, (error) => errors.push(error));
    calls = new ActionCalls({
      send: () => undefined,
      clock: new FakeClock(),
      newUuid: () => 'u1',
      nextId: () => history.nextId(),
    });
    calls.onDidStart((call) => history.started(PROCESS, call));
    calls.onDidSettle((call) => history.settled(call));
  }

  async function run(name: string, value: string, type: ActionType = 'custom'): Promise<void> {
    const done = calls.call({ name, type }, undefined, TIMEOUT_MS);
    await Promise.resolve();
    if (type === 'scoped') {
      calls.accept({ kind: 'scopedStream', uuid: 'u1', value: `${value} streams` });
      calls.accept({ kind: 'scopedEnd', uuid: 'u1', value });
    } else calls.accept({ kind: 'reply', name, value });
    await done;
  }

  async function close(): Promise<void> {
    calls.processGone();
    await history.flush();
    history.dispose();
  }

  function replies(name: string): unknown[] {
    return history.runsOf(PROCESS, name).map(({ state }) => (state.kind === 'replied' ? state.value : state.kind));
  }

  beforeEach(() => {
    folder = path.join(newFolder(), 'runs');
    open();
  });

  afterEach(async () => {
    await close();
    assert.deepEqual(errors, []);
  });

  it('lists the runs of an action, newest first', async () => {
    await run('a', 'one');
    await run('b', 'other');
    await run('a', 'two');
    assert.deepEqual(replies('a'), ['two', 'one']);
    assert.deepEqual(history.runsOf('another process', 'a'), []);
  });

  it('gives the same runs and their output to the next window', async () => {
    await run('sweep', 'one', 'scoped');
    await run('sweep', 'two', 'scoped');
    await close();
    open();
    await history.load();
    assert.deepEqual(replies('sweep'), ['two', 'one']);
    const [newest, oldest] = history.runsOf(PROCESS, 'sweep');
    assert.deepEqual((await history.output(newest?.id ?? 0))?.lines, ['two streams']);
    assert.deepEqual((await history.output(oldest?.id ?? 0))?.lines, ['one streams']);
  });

  it('lists a run that is not over, and keeps it as failed when the process goes', async () => {
    void calls.call({ name: 'a', type: 'custom' }, 'x', TIMEOUT_MS);
    assert.deepEqual(replies('a'), ['running']);
    await close();
    open();
    await history.load();
    assert.deepEqual(replies('a'), ['failed']);
    assert.equal(history.runsOf(PROCESS, 'a')[0]?.argument, 'x');
  });

  it('keeps the last 50 runs of all actions, in memory and as files', async () => {
    for (let count = 0; count < MAX_RUNS + 5; count++) await run(`a${count % 2}`, String(count));
    assert.equal(replies('a0').length + replies('a1').length, MAX_RUNS);
    await close();
    assert.equal(readdirSync(folder).length, MAX_RUNS);
    open();
    await history.load();
    assert.deepEqual([...replies('a0'), ...replies('a1')].length, MAX_RUNS);
    assert.equal(replies('a0')[0], '54');
  });

  it('writes for nobody else to read', async () => {
    await run('a', 'one');
    await history.flush();
    const [file = ''] = readdirSync(folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
  });

  it('tells the whole of a reply with its run, and its beginning with the list', async () => {
    await run('a', 'x'.repeat(5_000));
    const [listed] = history.runsOf(PROCESS, 'a');
    assert.deepEqual(listed?.state.kind === 'replied' && listed.state.value, `${'x'.repeat(300)}…`);
    const whole = await history.output(listed?.id ?? 0);
    assert.deepEqual(whole?.call.state.kind === 'replied' && whole.call.state.value, 'x'.repeat(5_000));
  });

  it('keeps a late reply of the newest run', async () => {
    await run('a', 'one');
    await history.flush();
    calls.accept({ kind: 'reply', name: 'a', value: 'again' });
    await close();
    open();
    await history.load();
    assert.deepEqual(replies('a'), ['again']);
  });

  it('passes over files that are none of its own', async () => {
    await run('a', 'one');
    await close();
    writeFileSync(path.join(folder, '12.json'), '{"process": 1}');
    writeFileSync(path.join(folder, '13.json'), 'not JSON');
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    open();
    await history.load();
    assert.deepEqual(replies('a'), ['one']);
    assert.ok(readdirSync(folder).includes('notes.txt'));
  });

  it('keeps runs in memory alone where nothing is to be written', async () => {
    await close();
    open(null);
    await run('a', 'one');
    await history.flush();
    assert.deepEqual(replies('a'), ['one']);
    const [listed] = history.runsOf(PROCESS, 'a');
    assert.equal((await history.output(listed?.id ?? 0))?.action, 'a');
  });
});
