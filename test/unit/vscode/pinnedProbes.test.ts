import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/errors';
import { PinnedProbes } from '../../../src/vscode/pinnedProbes';

/** A workspace's memory. */
class Memory {
  private readonly kept = new Map<string, unknown>();

  get(key: string): never {
    return this.kept.get(key) as never; // whatever is asked for
  }

  async update(key: string, value: unknown): Promise<void> {
    this.kept.set(key, structuredClone(value));
  }
}

const pinOf = (probe: string): { readonly process: string; readonly probe: string } => ({ process: 'm#0', probe });

describe('PinnedProbes', () => {
  let memory: Memory;
  let pins: PinnedProbes;
  beforeEach(() => {
    memory = new Memory();
    pins = new PinnedProbes(memory);
  });

  const names = (of = pins): string[] => of.all.map(({ probe }) => probe);

  it('are kept in the order in which they were pinned, also for the next window', async () => {
    for (const probe of ['queue', 'users', 'queue']) await pins.pin(pinOf(probe));
    assert.deepEqual(names(), ['queue', 'users']);
    assert.deepEqual(names(new PinnedProbes(memory)), ['queue', 'users']);
    await pins.unpin(pinOf('queue'));
    assert.deepEqual(names(new PinnedProbes(memory)), ['users']);
  });

  it('tell when they change, and only then', async () => {
    let changes = 0;
    pins.onDidChange(() => (changes += 1));
    await pins.unpin(pinOf('users'));
    await pins.pin(pinOf('users'));
    await pins.pin(pinOf('users'));
    assert.equal(changes, 1);
    assert.ok(pins.has(pinOf('users')) && !pins.has({ process: 'm#1', probe: 'users' }));
  });

  it('are eight at most', async () => {
    for (let number = 0; number < 8; number++) await pins.pin(pinOf(`p${number}`));
    await assert.rejects(pins.pin(pinOf('one more')), UserError);
    assert.equal(pins.all.length, 8);
  });

  it('are none where something else is remembered', async () => {
    for (const odd of [null, 5, 'x', {}, [null, {}, { process: 1, probe: 'a' }]]) {
      await memory.update('pinnedProbes', odd);
      assert.deepEqual(names(new PinnedProbes(memory)), []);
    }
  });
});
