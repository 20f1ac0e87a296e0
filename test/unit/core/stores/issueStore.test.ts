import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../../src/core/protocol/decode';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import { IssueStore, type IssueStoreOptions } from '../../../../src/core/stores/issueStore';
import type { IssueSnapshot } from '../../../../src/shared/issue';
import { recordings } from '../../../support/recordings';

const folder = '/home/me/my-module';

function newStore(options: Partial<IssueStoreOptions> = {}): IssueStore {
  const store = new IssueStore({
    ...{ mask: () => new SecretMask(), folder, realFolder: folder, exists: () => true },
    ...options,
  });
  store.beginLife(1);
  return store;
}

function report(store: IssueStore, data: unknown, at = 0): void {
  const packet = decode({ type: 'process:exception', data });
  assert.equal(packet.kind, 'issue');
  store.accept(packet, at);
}

/** What an error of the module's own code is sent as. */
function error(message: string, frame = 'loadUser', place = 'lib/user.js:41:17'): Record<string, unknown> {
  const stack = [
    `Error: ${message}`,
    `    at ${frame} (${folder}/${place})`,
    '    at process.processTimers (node:internal/timers:519:7)',
  ];
  return { message, name: 'Error', stack: stack.join('\n') };
}

function only(store: IssueStore): IssueSnapshot {
  const [issue, ...others] = store.snapshots();
  assert.ok(issue);
  assert.deepEqual(others, []);
  return issue;
}

/** A recording's issues, a line each: count, origin, name, message, first own frame, what else is there. */
function replayed(recording: string): string[] {
  const root = `/recorder/modules/${/(?:pm2-)?(.*?\d+\.\d+\.\d+)/.exec(recording)?.[1]?.replace(/^/, 'rec-') ?? ''}`;
  const store = newStore({ folder: root, realFolder: root });
  for (const { t, dir, msg } of recordings().get(recording) ?? []) {
    // Recordings name files relative to where they were made.
    const absolute: unknown = JSON.parse(
      JSON.stringify(msg ?? null).replaceAll('recorder/modules/', '/recorder/modules/'),
    );
    const packet = decode(absolute);
    if (dir === 'module->pm2' && packet.kind === 'issue') store.accept(packet, t);
  }
  return store.snapshots().map(({ count, origin, name = '-', message, frames, metadata, context }) => {
    const own = frames.find(({ isOwn }) => isOwn);
    return [
      `${count} ${origin} ${name}: ${message}`,
      own && `at ${own.call ?? ''}(${own.location})`,
      metadata !== undefined && JSON.stringify(metadata),
      context !== undefined && 'source',
    ]
      .filter(Boolean)
      .join(' | ');
  });
}

describe('IssueStore', () => {
  const golden: Record<string, readonly string[]> = {
    'pmx-1.6.8-issues-under-pm2-7.0.4': [
      '1 notified -: This is an error',
      '1 notified -: {"success":false}',
      '1 notified -: This is an Error object | at Object.issues(index.js:68:113)',
      '1 notified -: with extra | at Object.issues(index.js:69:13) | {"code":"E_X","meta":{"a":1}}',
      '4 notified -: ',
      '1 notified -: [1,2]',
    ],
    'pmx-1.6.8-rejection-under-pm2-7.0.4': [
      '1 uncaught Error: rejected | at Timeout._onTimeout(index.js:73:76) | source',
      '1 uncaught Error: rejected again | at Timeout._onTimeout(index.js:73:149) | source',
    ],
    'pmx-1.6.8-rejection-undefined': ['1 uncaught -: No error but unhandledRejection was caught!'],
    'pm2-io-6.1.0-issues-under-pm2-7.0.4': [
      '1 notified Error: Non-error value: "This is an error" | at (index.js:47:85)',
      '1 notified Error: Non-error value: {"success":false} | at (index.js:47:174)',
      '1 notified Error: This is an Error object | at (index.js:47:274) | source',
      '1 notified TypeError: with extra | at Object.issues(index.js:48:13) | {"http":{"url":"/x","method":"GET"},"custom":{"user":1}} | source',
      '1 notified Error: lvl | at (index.js:48:251) | {"level":"warn"} | source',
      '1 notified Error: Non-error value: undefined | at (index.js:48:348)',
    ],
    'pm2-io-6.1.0-uncaught': ['1 uncaught Error: uncaught boom | at Timeout._onTimeout(index.js:50:68) | source'],
    'pm2-io-6.1.0-throwing': [
      '1 uncaught Error: probe exploded | at Object.value [as handler](index.js:32:183) | source',
    ],
    'pm2-io-2.4.7-issues': [
      '1 notified -: This is an Error object | at (index.js:47:274)',
      '1 notified -: with extra | at Object.issues(index.js:48:13) | {"code":"E_X"}',
      '1 notified -: lvl | at (index.js:48:251)',
      '1 notified -: str | at (index.js:48:444)',
      '1 notified -: [object Object] | at (index.js:48:510)',
      '1 notified -: via notify | at (index.js:48:585)',
    ],
    'tx2-1.0.5-all': ['1 notified -: an issue | at Object.<anonymous>(index.js:4:193)', '1 notified -: str issue'],
  };
  for (const [recording, expected] of Object.entries(golden)) {
    it(`reads what ${recording} reports`, () => assert.deepEqual(replayed(recording), expected));
  }

  it('counts as one what differs in numbers, ids and paths only', () => {
    const store = newStore();
    report(store, error('user 17 (5f0c2a1b-9d3e-4b7a-8c6d-0123456789ab) is not in "/data/1/users.db" at 0xff'), 1);
    report(store, error('user 4,018 (00000000-9d3e-4b7a-8c6d-0123456789ab) is not in "/data/2/users.db" at 0xfe'), 5);
    const { count, firstAt, lastAt, message } = only(store);
    assert.deepEqual([count, firstAt, lastAt], [2, 1, 5]);
    assert.match(message, /^user 4,018/);
  });

  it('counts as different what differs in words, in where it arose, and in whether it was caught', () => {
    const store = newStore();
    report(store, error('reading "id"'));
    report(store, error('reading "name"'));
    report(store, error('reading "id"', 'saveUser'));
    report(store, { ...error('reading "id"'), metadata: {} });
    report(store, { ...error('reading "id"'), name: 'TypeError' });
    assert.equal(store.snapshots().length, 5);
  });

  it('follows a function whose lines a save has moved', () => {
    const store = newStore();
    report(store, error('boom'));
    store.beginLife(2);
    report(store, error('boom', 'loadUser', 'lib/user.js:42:17'), 9);
    const { count, generation, since, frames } = only(store);
    assert.deepEqual([count, generation, since, frames[0]?.line], [2, 2, 9, 42]);
  });

  it('keeps issues of earlier lives until they are cleared', () => {
    const store = newStore();
    report(store, error('boom'));
    store.takeChanges();
    store.beginLife(2);
    const { id, generation } = only(store);
    assert.equal(generation, 1);
    store.clear();
    assert.deepEqual(store.takeChanges(), { changed: [], removed: [id] });
  });

  it('takes a stack apart: own code is relative, and only files that are there can be opened', () => {
    const store = newStore({ exists: (file) => file.endsWith('user.js') });
    const lines = [
      '    at async Users.load (/home/me/my-module/lib/user.js:1:2)',
      '    at file:///home/me/my-module/gone.mjs:3:4',
      '    at run (/home/me/my-module/node_modules/dep/user.js:5:6)',
      '    at /elsewhere/user.js:7:8',
      '    at node:internal/timers:9:10',
    ];
    report(store, { message: 'm', stack: `Error: m\n${lines.join('\n')}` });
    assert.deepEqual(only(store).frames, [
      {
        ...{ call: 'async Users.load', location: 'lib/user.js:1:2', file: '/home/me/my-module/lib/user.js' },
        ...{ line: 1, column: 2, isOwn: true },
      },
      { location: 'gone.mjs:3:4', line: 3, column: 4, isOwn: true },
      {
        ...{ call: 'run', location: 'node_modules/dep/user.js:5:6' },
        ...{ file: '/home/me/my-module/node_modules/dep/user.js', line: 5, column: 6, isOwn: false },
      },
      { location: '/elsewhere/user.js:7:8', file: '/elsewhere/user.js', line: 7, column: 8, isOwn: false },
      { location: 'node:internal/timers:9:10', line: 9, column: 10, isOwn: false },
    ]);
  });

  it('names files by the path on which the folder was opened', () => {
    const store = newStore({ folder: '/link', realFolder: folder });
    report(store, error('boom'));
    assert.equal(only(store).frames[0]?.file, '/link/lib/user.js');
  });

  it('shows no secrets of the configuration', () => {
    const store = newStore({ mask: () => new SecretMask(['hunter2']) });
    report(store, { ...error('login with hunter2 failed'), metadata: { url: '/?p=hunter2', password: 'x' } });
    const { message, metadata } = only(store);
    assert.equal(message, 'login with •••••• failed');
    assert.deepEqual(metadata, { url: '/?p=••••••', password: '••••••' });
  });

  it('cleans and bounds what it is told, whatever that is', () => {
    const store = newStore();
    const long = 'x'.repeat(1_000_000);
    report(store, {
      ...{ message: `\u001b[31m${long}`, stack: `${long}\n${'    at f (/a/b.js:1:2)\n'.repeat(10_000)}`, name: long },
      ...{ context: long, metadata: { [long]: long, list: Array.from({ length: 10_000 }, () => long) } },
    });
    const text = JSON.stringify(only(store));
    assert.ok(text.length < 600_000, String(text.length));
    assert.doesNotMatch(text, /\\u001b/);
  });

  it('makes one entry of a flood, and 200 of many different ones', () => {
    const store = newStore();
    for (let index = 0; index < 10_000; index++) report(store, error(`boom ${index}`), index);
    assert.equal(only(store).count, 10_000);
    const words = 'abcdefghijklmnop';
    for (let index = 0; index < 1_000; index++) {
      report(store, error(String(index).replace(/\d/g, (digit) => words[Number(digit)] ?? '')));
    }
    assert.equal(store.snapshots().length, 200);
    assert.equal(store.takeChanges().changed.length, 200);
  });

  it('tells of changes once', () => {
    const store = newStore();
    report(store, error('a'));
    assert.equal(store.takeChanges().changed.length, 1);
    report(store, error('a'));
    report(store, error('b'));
    report(store, error('b'));
    assert.deepEqual(
      store.takeChanges().changed.map(({ message, count }) => [message, count]),
      [
        ['a', 2],
        ['b', 2],
      ],
    );
    assert.deepEqual(store.takeChanges(), { changed: [], removed: [] });
  });

  it('takes anything, and counts all of it', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ message: fc.anything(), stack: fc.anything(), metadata: fc.anything(), name: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (all) => {
        const store = newStore();
        let count = 0;
        for (const data of all) {
          const packet = decode({ type: 'process:exception', data });
          if (packet.kind !== 'issue') continue;
          store.accept(packet, 0);
          count += 1;
        }
        const total = store.snapshots().reduce((sum, issue) => sum + issue.count, 0);
        assert.equal(total, count);
        structuredClone(store.takeChanges());
      }),
    );
  });
});
