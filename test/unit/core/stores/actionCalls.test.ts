import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { Outgoing } from '../../../../src/core/protocol/encode';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import type { ActionCall } from '../../../../src/core/stores/actionCall';
import { ActionCalls } from '../../../../src/core/stores/actionCalls';
import type { ActionType, CallState } from '../../../../src/shared/action';
import type { Json } from '../../../../src/shared/probe';
import { FakeClock } from '../../../support/fakeClock';

const TIMEOUT_MS = 30_000;

/** An outcome in one line. */
function told(state: CallState | undefined): string {
  if (!state) return 'no call';
  if (state.kind === 'running') return 'running';
  if (state.kind === 'failed') return `failed: ${formatMessage(state.message)}`;
  return `replied ${JSON.stringify(state.value)} after ${state.tookMs} ms${state.note ? ` (${formatMessage(state.note)})` : ''}`;
}

describe('ActionCalls', () => {
  let clock: FakeClock;
  let calls: ActionCalls;
  let sent: Outgoing[];
  let refusal: Error | undefined;
  let fired: number;
  let newest: ActionCall | undefined;

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    refusal = undefined;
    let uuids = 0;
    let ids = 0;
    calls = new ActionCalls({
      send: (outgoing) => {
        if (refusal) throw refusal;
        sent.push(outgoing);
      },
      clock,
      newUuid: () => `u${++uuids}`,
      nextId: () => ++ids,
    });
    fired = 0;
    calls.onDidChange(() => (fired += 1));
    calls.onDidStart((call) => (newest = call));
  });

  afterEach(() => {
    calls.processGone();
    assert.equal(clock.timerCount, 0);
  });

  function call(name: string, type: ActionType = 'custom', argument?: string): Promise<CallState> {
    return calls.call({ name, type }, argument, TIMEOUT_MS);
  }
  function reply(name: string, value?: Json): void {
    calls.accept({ kind: 'reply', name, value });
  }
  function last(name: string): string {
    return told(calls.lastCall(name)?.state);
  }

  it('shows no secret of the configuration, but a new one that the module made', async () => {
    const mask = new SecretMask(['s3cr3t-t0ken']);
    const secretive = new ActionCalls({
      send: () => undefined,
      clock,
      newUuid: () => 'u1',
      nextId: () => 1,
      mask: () => mask,
    });
    const whole = secretive.call({ name: 'a', type: 'custom' }, undefined, TIMEOUT_MS);
    await clock.advance(0);
    secretive.accept({ kind: 'reply', name: 'a', value: { header: 'Bearer s3cr3t-t0ken', token: 'made just now' } });
    assert.equal(told(await whole), 'replied {"header":"Bearer ••••••","token":"made just now"} after 0 ms');
    const failing = secretive.call({ name: 'b', type: 'scoped' }, undefined, TIMEOUT_MS);
    let streamed: readonly string[] = [];
    secretive.onDidSettle((call) => (streamed = call.log.page.lines));
    secretive.accept({ kind: 'scopedStream', uuid: 'u1', value: 'with s3cr3t-t0ken' });
    secretive.accept({ kind: 'scopedError', uuid: 'u1', value: 's3cr3t-t0ken is refused' });
    assert.equal(told(await failing), 'failed: The module reported an error: •••••• is refused');
    assert.deepEqual(streamed, ['with ••••••']);
  });

  describe('an action that replies', () => {
    it('resolves with the value and the time that it took', async () => {
      const outcome = call('flush');
      await clock.advance(4);
      assert.deepEqual(sent, ['flush']);
      assert.equal(last('flush'), 'running');
      reply('flush', { success: true });
      assert.deepEqual(await outcome, { kind: 'replied', value: { success: true }, tookMs: 4 });
    });

    it('gets its argument as text', async () => {
      void call('set level', 'custom', 'debug');
      await clock.advance(0);
      assert.deepEqual(sent, [{ msg: 'set level', opts: 'debug' }]);
      assert.equal(calls.lastCall('set level')?.argument, 'debug');
    });

    it('may be internal', async () => {
      const outcome = call('km:heapdump', 'internal');
      await clock.advance(1);
      reply('km:heapdump', 1);
      assert.equal(told(await outcome), 'replied 1 after 1 ms');
    });

    it('may reply without a value', async () => {
      const outcome = call('a');
      await clock.advance(0);
      reply('a');
      assert.deepEqual(await outcome, { kind: 'replied', tookMs: 0 });
    });

    it('may reply before sending returns', async () => {
      const eager: ActionCalls = new ActionCalls({
        send: () => eager.accept({ kind: 'reply', name: 'a', value: 1 }),
        clock,
        newUuid: () => 'u',
        nextId: () => 1,
      });
      assert.equal(
        told(await eager.call({ name: 'a', type: 'custom' }, undefined, TIMEOUT_MS)),
        'replied 1 after 0 ms',
      );
    });

    it('is told to listeners when it begins and when it ends', async () => {
      void call('a');
      await clock.advance(0);
      assert.equal(fired, 1);
      reply('a');
      assert.equal(fired, 2);
    });

    it('keeps no more of a huge reply than a person can read', async () => {
      const outcome = call('a');
      await clock.advance(0);
      reply('a', 'x'.repeat(1_000_000));
      const state = await outcome;
      assert.deepEqual(state, { kind: 'replied', value: `${'x'.repeat(100_000)}…`, tookMs: 0 });
    });
  });

  describe('calls of one name', () => {
    it('run one after another, because a reply says only the name', async () => {
      const first = call('a');
      const second = call('a');
      await clock.advance(10);
      assert.deepEqual(sent, ['a']);
      reply('a', 1);
      await clock.advance(5);
      assert.deepEqual(sent, ['a', 'a']);
      reply('a', 2);
      assert.deepEqual([told(await first), told(await second)], ['replied 1 after 10 ms', 'replied 2 after 5 ms']);
    });

    it('do not wait for calls of other names', async () => {
      void call('a');
      const other = call('b');
      await clock.advance(1);
      assert.deepEqual(sent, ['a', 'b']);
      reply('b', 'B');
      assert.equal(told(await other), 'replied "B" after 1 ms');
      assert.equal(last('a'), 'running');
    });

    it('are refused when a hundred wait', async () => {
      for (let index = 0; index < 100; index++) void call('a');
      assert.equal(told(await call('a')), 'failed: "a" was not run: 100 calls are waiting for the module already.');
    });
  });

  describe('an action that does not reply', () => {
    it('fails after its time, counted from when it was sent', async () => {
      const first = call('a');
      const second = call('a');
      await clock.advance(TIMEOUT_MS);
      assert.equal(
        told(await first),
        'failed: "a" did not reply within 30 s. The module goes on with it; a reply that still comes is shown here.',
      );
      assert.equal(last('a'), 'running');
      await clock.advance(TIMEOUT_MS);
      assert.match(told(await second), /^failed: "a" did not reply/);
    });

    it('shows a reply that comes too late, with a note', async () => {
      const outcome = call('a');
      await clock.advance(TIMEOUT_MS + 500);
      reply('a', 'late');
      assert.equal(last('a'), 'replied "late" after 30500 ms (May answer an earlier call.)');
      assert.match(told(await outcome), /^failed/);
    });

    it('leaves its reply to the next call, whose own reply is noted too', async () => {
      void call('a');
      await clock.advance(TIMEOUT_MS);
      const second = call('a');
      await clock.advance(7);
      reply('a', 1);
      assert.equal(told(await second), 'replied 1 after 7 ms (May answer an earlier call.)');
      await clock.advance(3);
      reply('a', 2);
      assert.equal(last('a'), 'replied 2 after 10 ms (May answer an earlier call.)');
      const third = call('a');
      await clock.advance(1);
      reply('a', 3);
      assert.equal(told(await third), 'replied 3 after 1 ms');
    });

    it('is not answered by another action', async () => {
      void call('a');
      await clock.advance(1);
      reply('b');
      assert.equal(last('a'), 'running');
      assert.equal(last('b'), 'no call');
    });
  });

  it('shows the last of several replies and says how many there were', async () => {
    const outcome = call('twice');
    await clock.advance(1);
    reply('twice', { n: 1 });
    reply('twice', { n: 2 });
    assert.equal(told(await outcome), 'replied {"n":1} after 1 ms');
    assert.equal(last('twice'), 'replied {"n":2} after 1 ms (The module replied 2 times; this is the last reply.)');
  });

  describe('cancelling', () => {
    it('stops waiting, and a reply that comes later is noted', async () => {
      const outcome = call('a');
      await clock.advance(1);
      calls.cancel('a');
      assert.equal(told(await outcome), 'failed: Stopped waiting for "a". The module goes on with it.');
      reply('a', 1);
      assert.equal(last('a'), 'replied 1 after 1 ms (May answer an earlier call.)');
    });

    it('keeps a queued call from being sent, newest first', async () => {
      const first = call('a');
      const second = call('a');
      await clock.advance(1);
      calls.cancel('a');
      assert.equal(told(await second), 'failed: "a" was cancelled before it was sent.');
      calls.cancel('a');
      assert.match(told(await first), /^failed: Stopped waiting/);
      await clock.advance(1);
      assert.deepEqual(sent, ['a']);
    });

    it('does nothing when nothing runs', () => {
      calls.cancel('a');
      assert.equal(fired, 0);
    });
  });

  describe('a process that goes', () => {
    it('fails every call, sent or queued, and the next life starts clean', async () => {
      const outcomes = [call('a'), call('a'), call('s', 'scoped')];
      await clock.advance(1);
      calls.processGone();
      assert.deepEqual(
        (await Promise.all(outcomes)).map(told),
        Array(3).fill('failed: The module stopped before it replied.'),
      );
      reply('a', 'of the next life');
      assert.equal(last('a'), 'failed: The module stopped before it replied.');
      const next = call('a');
      await clock.advance(2);
      reply('a', 1);
      assert.equal(told(await next), 'replied 1 after 2 ms');
    });

    it('fails a call that cannot be sent, with the cause, and goes on with the next', async () => {
      refusal = new Error('channel closed');
      assert.equal(told(await call('a')), 'failed: "a" could not be sent to the module: channel closed');
      assert.equal(told(await call('s', 'scoped')), 'failed: "s" could not be sent to the module: channel closed');
      refusal = undefined;
      const next = call('a');
      await clock.advance(1);
      reply('a', 1);
      assert.equal(told(await next), 'replied 1 after 1 ms');
    });
  });

  describe('a scoped run', () => {
    function stream(uuid: string, value: Json): void {
      calls.accept({ kind: 'scopedStream', uuid, value });
    }
    function end(uuid: string, value?: Json): void {
      calls.accept({ kind: 'scopedEnd', uuid, value });
    }

    it('is sent at once with its uuid, streams, and ends', async () => {
      const outcome = call('lsof', 'scoped', '-p');
      assert.deepEqual(sent, [{ msg: 'lsof', opts: '-p', action_name: 'lsof', uuid: 'u1' }]);
      stream('u1', 'line 1');
      stream('u1', { obj: 1 });
      assert.equal(calls.lastCall('lsof')?.streamed, 2);
      assert.deepEqual(newest?.log.page.lines, ['line 1', '{"obj":1}']);
      await clock.advance(3_000);
      end('u1', 'end');
      assert.equal(told(await outcome), 'replied "end" after 3000 ms');
    });

    it('runs beside others of its name', async () => {
      const first = call('lsof', 'scoped');
      const second = call('lsof', 'scoped');
      assert.equal(sent.length, 2);
      end('u1', 1);
      end('u2', 2);
      assert.deepEqual([told(await first), told(await second)], ['replied 1 after 0 ms', 'replied 2 after 0 ms']);
    });

    it('fails with the error that the module reports', async () => {
      const withText = call('a', 'scoped');
      calls.accept({ kind: 'scopedError', uuid: 'u1', value: 'no disk' });
      assert.equal(told(await withText), 'failed: The module reported an error: no disk');
      const emptied = call('b', 'scoped');
      calls.accept({ kind: 'scopedError', uuid: 'u2', value: {} });
      assert.equal(told(await emptied), 'failed: The module reported an error without a text.');
    });

    it('may last as long as it is not silent', async () => {
      const outcome = call('lsof', 'scoped');
      for (let line = 0; line < 5; line++) {
        await clock.advance(TIMEOUT_MS - 1);
        stream('u1', line);
      }
      assert.equal(last('lsof'), 'running');
      await clock.advance(TIMEOUT_MS - 1);
      assert.equal(last('lsof'), 'running');
      await clock.advance(1);
      assert.equal(
        told(await outcome),
        'failed: "lsof" was silent for 30 s. The module goes on with it; what still comes is shown here.',
      );
    });

    it('shows what still comes after it was given up', async () => {
      void call('lsof', 'scoped');
      calls.cancel('lsof');
      stream('u1', 'late');
      assert.equal(calls.lastCall('lsof')?.streamed, 1);
      end('u1', 'done');
      assert.equal(last('lsof'), 'replied "done" after 0 ms');
    });

    it('keeps its first end and notes others', () => {
      void call('lsof', 'scoped');
      end('u1', 'first');
      end('u1', 'second');
      assert.equal(last('lsof'), 'replied "first" after 0 ms (The module ended this run 2 times.)');
    });

    it('keeps the last 10,000 lines and counts all', () => {
      void call('lsof', 'scoped');
      for (let line = 0; line < 10_500; line++) stream('u1', `line ${line}`);
      assert.equal(calls.lastCall('lsof')?.streamed, 10_500);
      const { lines, missed } = newest?.log.page ?? assert.fail();
      assert.deepEqual([lines.length, lines[0], lines.at(-1)], [10_000, 'line 500', 'line 10499']);
      assert.equal(missed, 500);
    });

    it('is not disturbed by output of runs that nobody asked for', () => {
      stream('stranger', 1);
      end('stranger');
      assert.equal(fired, 0);
    });
  });

  describe('a profile', () => {
    const accepted: Json = { success: true, uuid: 'p1' };

    it('ends the call that had it made, with the file, some time after the reply', async () => {
      const ended = call('km:cpu:profiling:stop', 'internal');
      await clock.advance(5);
      reply('km:cpu:profiling:stop', accepted);
      assert.equal(last('km:cpu:profiling:stop'), 'running');
      const tell = calls.profileArrives('cpuprofile');
      await clock.advance(100);
      tell?.({ file: '/storage/a.cpuprofile' });
      assert.deepEqual(await ended, { kind: 'replied', tookMs: 105, file: '/storage/a.cpuprofile' });
    });

    it('may take five minutes to come, and is shown even later', async () => {
      const ended = call('km:heapdump', 'internal');
      await clock.advance(5);
      reply('km:heapdump', { success: true });
      await clock.advance(299_000);
      assert.equal(last('km:heapdump'), 'running');
      await clock.advance(1_000);
      const given = await ended;
      assert.equal(
        told(given),
        'failed: The module did not send the profile within 300 s. One that still comes is shown here.',
      );
      assert.equal(given.kind === 'failed' && given.goesOn, true);
      calls.profileArrives('heapdump')?.({ file: '/storage/a.heapsnapshot' });
      assert.match(last('km:heapdump'), /^replied/);
    });

    it('is shown on the start when it ended by itself', async () => {
      const started = call('km:heap:sampling:start', 'internal', '{"timeout":500}');
      await clock.advance(0);
      assert.deepEqual(sent, [{ msg: 'km:heap:sampling:start', opts: { timeout: 500 } }]);
      reply('km:heap:sampling:start', accepted);
      await started;
      calls.profileArrives('heapprofile')?.({ file: '/storage/a.heapprofile' });
      const state = calls.lastCall('km:heap:sampling:start')?.state;
      assert.equal(state?.kind === 'replied' && state.file, '/storage/a.heapprofile');
    });

    it('that is refused is explained', async () => {
      const reasons = {
        'A profiling is already running': 'A profile is being taken already. Stop it first.',
        'No profiling are already running': 'No profile is being taken. Start one first.',
        'Profiler not available': 'The profiler of Node is not available to the module.',
        'out of memory': 'The module could not take the profile: out of memory',
      };
      for (const [err, explained] of Object.entries(reasons)) {
        const ended = call('km:heapdump', 'internal');
        await clock.advance(1);
        reply('km:heapdump', { success: false, err });
        assert.equal(told(await ended), `failed: ${explained}`);
      }
    });

    it('that cannot be saved fails its call, with the cause', async () => {
      const ended = call('km:heapdump', 'internal');
      await clock.advance(1);
      reply('km:heapdump', { success: true });
      calls.profileArrives('heapdump')?.({ error: new Error('no space left') });
      assert.equal(told(await ended), 'failed: The profile could not be saved: no space left');
    });

    it('that a module wrote itself is shown with its file', async () => {
      const ended = call('km:heapdump', 'internal');
      await clock.advance(1);
      reply('km:heapdump', { heapdump: true, dump_file: '/tmp/1.heapsnapshot' });
      assert.deepEqual(await ended, { kind: 'replied', tookMs: 1, file: '/tmp/1.heapsnapshot' });
    });

    it('that nobody asked for is nobody’s', () => {
      assert.equal(calls.profileArrives('cpuprofile'), undefined);
    });
  });

  describe('what is given up', () => {
    it('says that the module goes on, unless it was never sent', async () => {
      const [first, queued] = [call('a'), call('a')];
      await clock.advance(1);
      calls.cancel('a');
      calls.cancel('a');
      const outcomes = [await first, await queued].map((state) => state.kind === 'failed' && state.goesOn === true);
      assert.deepEqual(outcomes, [true, false]);
    });
  });

  describe('a recorded call', () => {
    it('is not sent, and gets what was replied', () => {
      calls.replay({ name: 'a', type: 'custom' }, 'x', undefined);
      calls.replay({ name: 'lsof', type: 'scoped' }, undefined, 'r1');
      reply('a', 1);
      calls.accept({ kind: 'scopedStream', uuid: 'r1', value: 'line' });
      calls.accept({ kind: 'scopedEnd', uuid: 'r1', value: 'done' });
      assert.deepEqual(sent, []);
      assert.equal(last('a'), 'replied 1 after 0 ms');
      assert.deepEqual([last('lsof'), calls.lastCall('lsof')?.streamed], ['replied "done" after 0 ms', 1]);
    });
  });
});
