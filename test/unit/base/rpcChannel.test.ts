import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { UserError } from '../../../src/base/errors';
import { message } from '../../../src/base/message';
import { createChannel, type Channel } from '../../../src/base/rpcChannel';

interface Calls {
  double(value: number): Promise<number>;
  fail(): Promise<void>;
  leak(): Promise<unknown>;
  never(): Promise<void>;
  emit(count: number): Promise<string>;
}

interface Events {
  counted(value: number): void;
  broken(): void;
}

describe('rpcChannel', () => {
  let ports: { port1: MessagePort; port2: MessagePort };
  let calls: Channel<Calls>;
  let events: Channel<Events>;
  let failure: unknown;
  let counted: number[];
  let eventErrors: [string, unknown][];

  beforeEach(() => {
    ports = new MessageChannel();
    counted = [];
    eventErrors = [];
    const onEventError = (error: unknown, name: string): number => eventErrors.push([name, error]);
    const local: Calls = {
      double: (value) => Promise.resolve(value * 2),
      fail: async () => {
        await Promise.resolve();
        throw failure;
      },
      leak: () => Promise.resolve(() => 'a function cannot be cloned'),
      never: () => new Promise(() => undefined),
      emit: (count) => {
        for (let value = 1; value <= count; value++) events.counted(value);
        return Promise.resolve('sent');
      },
    };
    const listeners: Events = {
      counted: (value) => void counted.push(value),
      broken: () => {
        throw new Error('a listener is broken');
      },
    };
    events = createChannel<Events>(ports.port2, local, { remote: 'events', onEventError });
    calls = createChannel<Calls>(ports.port1, listeners, { remote: 'calls', onEventError });
  });

  afterEach(async () => {
    const closed = once(ports.port1, 'close');
    ports.port2.close();
    await closed;
  });

  it('answers a call', async () => {
    assert.equal(await calls.double(21), 42);
  });

  it('carries a UserError with its message, remedies and cause', async () => {
    const remedies = [{ kind: 'openFile', file: '/m/package.json', line: 3 }] as const;
    failure = new UserError(message('{0} has no entry.', 'my-module'), remedies, { cause: new TypeError('no main') });
    await assert.rejects(calls.fail(), (error) => {
      assert.ok(error instanceof UserError);
      assert.deepEqual(error.detail, { text: '{0} has no entry.', args: ['my-module'] });
      assert.deepEqual(error.remedies, remedies);
      assert.equal(error.message, 'my-module has no entry.');
      assert.ok(error.cause instanceof Error);
      assert.equal(error.cause.name, 'TypeError');
      return true;
    });
  });

  it('carries name, code and stack of any other error', async () => {
    const thrown = Object.assign(new RangeError('too far'), { code: 'EFAR' });
    failure = thrown;
    await assert.rejects(calls.fail(), (error) => {
      assert.ok(error instanceof Error && !(error instanceof UserError));
      const { name, message: text, stack } = error;
      assert.deepEqual({ name, text, stack }, { name: 'RangeError', text: 'too far', stack: thrown.stack });
      assert.ok('code' in error && error.code === 'EFAR');
      return true;
    });
  });

  it('makes an Error of something thrown that is none', async () => {
    failure = 'just text';
    await assert.rejects(calls.fail(), { name: 'Error', message: 'just text' });
  });

  it('cuts a ring of causes', async () => {
    const ring = new Error('ring');
    ring.cause = ring;
    failure = ring;
    await assert.rejects(calls.fail(), { message: 'ring' });
  });

  it('rejects when the answer cannot be cloned', async () => {
    await assert.rejects(calls.leak(), { name: 'DataCloneError' });
  });

  it('rejects when an argument cannot be cloned', async () => {
    await assert.rejects(calls.double((() => 1) as unknown as number), { name: 'DataCloneError' });
  });

  it('rejects a call that the other side does not know', async () => {
    await assert.rejects((calls as unknown as { nothing(): Promise<void> }).nothing(), /nothing/);
  });

  it('delivers events in order and before the answer that follows them', async () => {
    assert.equal(await calls.emit(100), 'sent');
    assert.deepEqual(
      counted,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  it('reports a listener that throws, and goes on', async () => {
    events.broken();
    assert.equal(await calls.emit(1), 'sent');
    assert.deepEqual(counted, [1]);
    assert.deepEqual(
      eventErrors.map(([name, error]) => [name, String(error)]),
      [['broken', 'Error: a listener is broken']],
    );
  });

  it('reports an event that cannot be cloned', async () => {
    events.counted((() => 1) as unknown as number);
    await calls.double(1);
    assert.deepEqual(
      eventErrors.map(([name]) => name),
      ['counted'],
    );
  });

  it('rejects what waits, with the reason, when it is closed', async () => {
    const waiting = calls.never();
    await calls.double(1);
    calls.$close(new UserError(message('The core ended.')));
    await assert.rejects(waiting, { name: 'UserError', message: 'The core ended.' });
    await assert.rejects(calls.double(1));
  });

  it('is no promise, so that it can be returned from an async function', async () => {
    assert.equal(await Promise.resolve(calls), calls);
  });
});
