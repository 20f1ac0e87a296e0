import { createBirpc } from 'birpc';
import { isRecord } from './records';
import { decodeError, encodeError, type WireError } from './rpcErrors';

/** What a `MessagePort`, a `Worker` and a `parentPort` have in common. */
export interface ChannelPort {
  postMessage(value: unknown): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
  off(event: 'message', listener: (value: unknown) => void): unknown;
}

export interface ChannelOptions {
  /**
   * `calls`: the remote functions answer, and an error thrown there rejects the promise here (a `UserError` as one).
   * `events`: they return nothing; whatever goes wrong with one goes to `onEventError` of the side where it went wrong.
   */
  readonly remote: 'calls' | 'events';
  readonly onEventError: (error: unknown, name: string) => void;
}

/** The remote functions as local ones. `$close` lets go of the port and rejects what is still waiting for an answer. */
export type Channel<Remote> = Remote & { $close(error?: Error): void };

/**
 * Connects two threads: what `Remote` declares can be called here, what `local` has is called from there. Events and
 * answers arrive in the order in which they were sent. Never times out: who waits decides for how long.
 */
export function createChannel<Remote extends object>(
  port: ChannelPort,
  local: object,
  options: ChannelOptions,
): Channel<Remote> {
  const reportErrors =
    (name: string, listener: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): void => {
      try {
        listener.apply(local, args);
      } catch (error) {
        options.onEventError(error, name);
      }
    };
  const rpc = createBirpc<Record<string, (...args: unknown[]) => unknown>, object>(local, {
    post: (value) => port.postMessage(value),
    on: (listener) => void port.on('message', listener),
    off: (listener) => void port.off('message', listener),
    serialize: (packet: unknown) => (isFailure(packet) ? { ...packet, e: encodeError(packet.e) } : packet),
    deserialize: (packet: unknown) => (isWireFailure(packet) ? { ...packet, e: decodeError(packet.e) } : packet),
    bind: 'functions',
    timeout: -1,
    proxify: true,
    // A named function's answer could not be cloned: birpc then answers with that error. Unnamed: our own call failed.
    onGeneralError: (_error, name) => name !== undefined,
    // birpc drops what a function throws that nobody waits for.
    ...(options.remote === 'calls' ? { resolver: (name, listener) => reportErrors(name, listener) } : {}),
  });
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (name === '$close') return rpc.$close;
        if (options.remote === 'calls') return (...args: unknown[]) => rpc.$call(name, ...args);
        return (...args: unknown[]) => {
          rpc.$callEvent(name, ...args).catch((error: unknown) => options.onEventError(error, name));
        };
      },
    },
  ) as Channel<Remote>;
}

interface Failure extends Record<string, unknown> {
  readonly e: unknown;
}

function isFailure(packet: unknown): packet is Failure {
  return isRecord(packet) && packet.t === 's' && packet.e !== undefined;
}

function isWireFailure(packet: unknown): packet is Failure & { readonly e: WireError } {
  return isFailure(packet);
}
