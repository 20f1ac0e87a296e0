import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import type { Status } from '../../../../src/shared/module';
import { moduleRow } from '../../../../src/vscode/views/moduleRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime, type SomeModule } from '../../../support/someModule';

function rowOf(module: SomeModule, tellsKind = false, isOpen = true): Row {
  const snapshot = someModule(module);
  return moduleRow(snapshot, { name: snapshot.name, tellsKind, isOpen }, englishWording);
}

function texts({ children }: Row): string[] {
  return children.map(({ label, description = '' }) => `${label} | ${description}`);
}

const usage = { cpu: 3.14, memory: 48 * 1024 ** 2 };

describe('the row of a module', () => {
  it('says status, age, CPU and memory', () => {
    assert.equal(rowOf({ processes: [{ usage }] }).description, 'online · 2 m · 3.1 % · 48 MB');
  });

  it('says the same in words to screen readers', () => {
    const { spoken } = rowOf({ processes: [{ usage }] });
    assert.equal(spoken, 'my-module, online for 2 minutes, 3.1 percent CPU, 48 megabytes');
  });

  it('says nothing of usage that is not known', () => {
    assert.equal(rowOf({ processes: [{ usage: null }] }).description, 'online · 2 m');
  });

  it('says what a restart waits for', () => {
    const { description } = rowOf({ processes: [{ waiting: 'parse' }] });
    assert.equal(description, 'online · waiting for a save that parses');
  });

  it('says that restart on save is paused', () => {
    assert.equal(rowOf({ watching: 'paused' }).description, 'online · 2 m · paused');
  });

  it('tells modules in development apart where there are others', () => {
    assert.equal(rowOf({}, true).description, 'online · 2 m · dev');
    assert.equal(rowOf({ kind: 'installed' }, true).description, 'online · 2 m');
  });

  it('is folded beside others, unless it has several processes', () => {
    assert.equal(rowOf({}).isExpanded, true);
    assert.equal(rowOf({}, false, false).isExpanded, false);
    assert.equal(rowOf({ processes: [{}, {}] }, false, false).isExpanded, true);
  });

  const crash = {
    summary: "Cannot find module 'x'",
    file: '/home/me/my-module/index.js',
    line: 3,
    column: 7,
    remedies: [],
  };

  it('of one that errored says why, and opens the place', () => {
    const row = rowOf({ processes: [{ status: 'errored', crash }] });
    assert.equal(row.description, "errored: Cannot find module 'x'");
    assert.deepEqual(row.place, { file: '/home/me/my-module/index.js', line: 3, column: 7 });
    assert.ok(texts(row).includes("Cannot find module 'x' | index.js:3"));
  });

  it('of one that runs again after a crash opens nothing, and keeps the crash below', () => {
    const row = rowOf({ processes: [{ crash }] });
    assert.equal(row.place, undefined);
    assert.equal(row.children[0]?.label, crash.summary);
  });

  const icons: Record<Status, string> = {
    online: 'circle-filled',
    launching: 'loading~spin',
    stopping: 'loading~spin',
    'waiting restart': 'history',
    stopped: 'circle-outline',
    errored: 'error',
  };
  for (const [status, icon] of Object.entries(icons) as [Status, string][]) {
    it(`has the icon ${icon} when it is ${status}`, () => {
      assert.equal(rowOf({ processes: [{ status }] }).icon?.id, icon);
    });
  }

  it('offers menus what can be done now', () => {
    assert.match(rowOf({}).context, / module .*running .*watch-on /);
    assert.match(rowOf({ watching: 'paused' }).context, / watch-paused /);
    assert.match(rowOf({ processes: [{ status: 'stopped' }] }).context, / module .*ended /);
    assert.match(rowOf({ processes: [{ status: 'errored' }] }).context, / module .*ended /);
    assert.match(rowOf({ processes: [{ status: 'waiting restart' }] }).context, / module .*running /);
  });
});

describe('below the row of a module', () => {
  it('stand its last restart, its process, its entry and whether saves restart it', () => {
    const row = rowOf({
      processes: [
        {
          generation: 5,
          restarts: 4,
          startReason: { kind: 'saved', paths: ['lib/worker.js'] },
          reasonAt: someTime - 12_000,
          restartTookMs: 41,
          nodeVersion: '24.1.0',
          entryRule: 'apps[].script',
        },
      ],
    });
    assert.deepEqual(texts(row), [
      'saved lib/worker.js | up in 41 ms · 12 s ago',
      'pid 4711 | generation 5 · 4 restarts',
      'index.js | apps[0].script · node v24.1.0',
      'restarts on save | ',
    ]);
    assert.equal(row.children[0]?.spoken, 'last restart: saved lib/worker.js · up in 41 ms · 12 s ago');
    assert.deepEqual(row.children[0].place, { file: '/home/me/my-module/lib/worker.js' });
    assert.deepEqual(row.children[2]?.place, { file: '/home/me/my-module/index.js' });
  });

  it('stands no process that never was', () => {
    const row = rowOf({ processes: [{ status: 'stopped', generation: 0 }] });
    assert.deepEqual(texts(row), ['index.js | main']);
  });

  it('stands the life of one that has no process now', () => {
    const row = rowOf({ processes: [{ status: 'stopped', restarts: 1 }] });
    assert.equal(texts(row)[0], 'generation 1 | 1 restart');
  });

  const watchRow = (module: SomeModule): Row | undefined =>
    rowOf(module).children.find(({ id }) => id.endsWith('/watch'));

  it('stands what a save would do, with words by which a menu pauses it', () => {
    const { label, context } = watchRow({}) ?? {};
    assert.deepEqual([label, context], ['restarts on save', ' watch watch-on ']);
    assert.equal(watchRow({ watching: 'paused' })?.label, 'restart on save is paused');
    assert.match(watchRow({ watching: 'off' })?.label ?? '', /do not restart/);
    assert.equal(watchRow({ processes: [{ status: 'errored', waiting: 'save' }] })?.label, 'waiting for the next save');
  });

  it('stands nothing of saves when the module was stopped, for then they start nothing', () => {
    assert.equal(watchRow({ processes: [{ status: 'stopped' }] }), undefined);
  });

  it('says how many files were saved', () => {
    const row = rowOf({ processes: [{ startReason: { kind: 'saved', paths: ['a.js', 'b.js', 'c.js'] } }] });
    assert.equal(row.children[0]?.label, 'saved a.js and 2 more');
  });

  it('stand hints, each opening its place', () => {
    const hint = { code: 'bin-string', message: message('bin is a string.'), line: 5, column: 3 };
    const row = rowOf({ hints: [hint] });
    assert.deepEqual(row.children.at(-1)?.place, { file: '/home/me/my-module/package.json', line: 5, column: 3 });
    assert.equal(row.children.at(-1)?.label, 'bin is a string.');
  });

  it('stands no hint that is a minor one: that is for the tooltip', () => {
    const hints = [{ code: 'name-missing', message: message('PM2 looks for another name.'), isMinor: true as const }];
    assert.deepEqual(rowOf({ hints }).children, rowOf({}).children);
    assert.deepEqual(rowOf({ hints }).tooltip?.at(-1), ['Hint', 'PM2 looks for another name.']);
  });

  it('stands a problem of the manifest, first and with a warning', () => {
    const row = rowOf({ problem: { message: message('"apps" is empty.'), remedies: [] } });
    assert.equal(row.children[0]?.label, '"apps" is empty.');
    assert.equal(row.icon?.color, 'list.warningForeground');
  });
});

describe('the row of a module with several processes', () => {
  const several: SomeModule = {
    processes: [{ usage }, { usage: { cpu: 1, memory: 1024 ** 2 } }, { status: 'waiting restart', waiting: 'delay' }],
  };

  it('sums them up', () => {
    assert.equal(rowOf(several).description, '2 of 3 online · 4.1 % · 49 MB');
  });

  it('has the icon of the one that needs most attention', () => {
    assert.equal(rowOf(several).icon?.id, 'history');
  });

  it('has a row for each, with its own details below', () => {
    const { children } = rowOf(several);
    assert.deepEqual(
      children.map(({ label }) => label),
      ['my-module:app0', 'my-module:app1', 'my-module:app2', 'waiting for the delay to pass'],
    );
    assert.deepEqual(
      children[1]?.children.map(({ label }) => label),
      ['pid 4712', 'index.js'],
    );
  });
});

describe('the ids of a module’s rows', () => {
  it('are unique, and the same after a restart', () => {
    const hints = ['a', 'b'].flatMap((code) => ['x', 'y'].map((about) => ({ code, message: message('{0}', about) })));
    const rows = (generation: number): string[] => {
      const collect = (row: Row): string[] => [row.id, ...row.children.flatMap(collect)];
      return collect(rowOf({ hints, processes: [{ generation }, { generation }] }));
    };
    assert.equal(new Set(rows(1)).size, rows(1).length);
    assert.deepEqual(rows(1), rows(2));
  });
});
