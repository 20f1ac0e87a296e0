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
  reading: QuietReading;
  readonly takeIn: (chunk: Buffer) => void;
  received: string;
  /** So often something came by the event loop. */
  events: number;
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
      const takeIn = (chunk: Buffer): void => void (channel.received += chunk.toString());
      const channel: Channel = {
        far,
        near,
        reading: new QuietReading(near, takeIn, 0),
        takeIn,
        received: '',
        events: 0,
      };
      near.on('data', (chunk: Buffer) => {
        channel.events += 1;
        takeIn(chunk);
      });
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

  it('reads what comes in quiet times without an event for each', async () => {
    await allRest();
    const eventsBefore = channels.map(({ events }) => events);
    for (const channel of channels) {
      channel.received = '';
      channel.far.write('one');
    }
    await areRead('one');
    assert.deepEqual(
      channels.map(({ events }) => events),
      eventsBefore,
    );
  });

  it('gives of an unfinished line what may be kept', async () => {
    const [one, other] = channels;
    assert.ok(one && other);
    const kept: Buffer[] = [];
    const readings = [one, other].map(({ near, reading }) => {
      reading.dispose();
      return new QuietReading(near, (chunk) => kept.push(chunk), 0);
    });
    await eventually('nothing is read', () => readings.every(({ isResting }) => isResting));
    one.far.write('of one');
    other.far.write('of another');
    await eventually('both are read', () => kept.length === 2);
    assert.deepEqual(kept.map(String), ['of one', 'of another']);
    for (const reading of readings) reading.dispose();
    for (const channel of [one, other]) channel.reading = new QuietReading(channel.near, channel.takeIn, 0);
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
    const [woken, gone, closed, last] = channels;
    assert.ok(woken && gone && closed && last);
    for (const channel of channels) channel.received = '';
    woken.far.write('woken');
    woken.reading.wake();
    gone.far.end('gone');
    gone.reading.dispose();
    closed.far.end('closed');
    await Promise.all([
      eventually('what was sent to it', () => woken.received === 'woken' && gone.received === 'gone'),
      ...[gone, closed].map(({ near }) => once(near, 'end')),
    ]);
    assert.equal(closed.received, 'closed', 'nobody said that its process is gone');
    for (const { reading } of channels.slice(4)) reading.dispose();
    last.far.write('last');
    await eventually('what was sent to the last', () => last.received === 'last');
  });
});
