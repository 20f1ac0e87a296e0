import { Socket } from 'node:net';
import type { ControlDescriptor, FromContainer, ToContainer } from '../shared/container';

const CONTROL: ControlDescriptor = 4;
const TYPES: readonly ToContainer['type'][] = ['wait', 'prepare', 'go', 'stop'];

/** Our end of the pipe to the supervisor. It keeps the process alive until {@link Control.release}. */
export interface Control {
  /** Writes without waiting. False: the supervisor does not read, or is gone, and nothing was written. */
  send(message: FromContainer): boolean;
  /** From now on the pipe keeps nothing alive. */
  release(): void;
}

/** Takes over the descriptor. A broken pipe is reported as closed, once. */
export function openControl(handlers: { onMessage: (message: ToContainer) => void; onClosed: () => void }): Control {
  const socket = new Socket({ fd: CONTROL, readable: true, writable: true });
  let unread = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (unread + text).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      const message = parse(line);
      if (message) handlers.onMessage(message);
    }
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', handlers.onClosed);
  return {
    send: (message) => {
      // A write that is pending would keep the process alive, so there is at most one.
      if (socket.destroyed || socket.writableLength > 0) return false;
      socket.write(`${JSON.stringify(message)}\n`);
      return true;
    },
    release: () => socket.unref(),
  };
}

function parse(line: string): ToContainer | undefined {
  const message = JSON.parse(line) as ToContainer | null; // only the supervisor has the other end
  return message && TYPES.includes(message.type) ? message : undefined;
}
