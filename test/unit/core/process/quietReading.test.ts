import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { QuietReading } from '../../../../src/core/process/quietReading';
import { eventually } from '../../../support/eventually';

/** As many as are a crowd. */
const CHANNELS = 25;

interface Channel {
  readonly far: Socket;
  readonly near: Socket;
  readonly reading: QuietReading;
  received: string;
}

describe('quietReading', () => {
  const channels: Channel[] = [];
  let folder: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pm2m-quiet-'));
    const place =
      process.platform === 'win32' ? String.raw`\\.\pipe\pm2m-quiet-${process.pid}` : path.join(folder, 's');
    const server = createServer({ allowHalfOpen: true }).listen(place);
    await once(server, 'listening');
    for (let index = 0; index < CHANNELS; index++) {
      const near = connect(place);
      const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[Socket], unknown];
      const channel: Channel = { far, near, reading: new QuietReading(near, 0), received: '' };
      near.on('data', (chunk: Buffer) => (channel.received += chunk.toString()));
      channels.push(channel);
    }
    server.close();
  });

  after(() => {
    for (const { far, near, reading } of channels) {
      reading.dispose();
      near.destroy();
      far.destroy();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function allRest(): Promise<void> {
    await eventually('nothing is read', () => channels.every(({ reading }) => reading.isResting));
  }

  async function areRead(...texts: string[]): Promise<void> {
    const all = texts.join('');
    await eventually('all is read', () => channels.every(({ received }) => received === all));
  }

  it('reads all that comes in a crowd, in its order', async () => {
    await allRest();
    for (const text of ['one ', 'two ']) for (const { far } of channels) far.write(text);
    await areRead('one ', 'two ');
    for (const { far } of channels) far.write('three ');
    await areRead('one ', 'two ', 'three ');
  });

  it('reads what is too much for a quiet time', async () => {
    await allRest();
    const text = 'x'.repeat(1_000_000);
    for (const channel of channels) {
      channel.received = '';
      channel.far.write(text);
    }
    await areRead(text);
  });

  it('reads on when a channel is woken, when its process is gone, and when the others are', async () => {
    await allRest();
    const [woken, gone, last] = channels;
    assert.ok(woken && gone && last);
    for (const channel of channels) channel.received = '';
    woken.far.write('woken');
    woken.reading.wake();
    gone.far.end('gone');
    gone.reading.dispose();
    await Promise.all([
      eventually('what was sent to it', () => woken.received === 'woken' && gone.received === 'gone'),
      once(gone.near, 'end'),
    ]);
    for (const { reading } of channels.slice(3)) reading.dispose();
    last.far.write('last');
    await eventually('what was sent to the last', () => last.received === 'last');
  });
});
