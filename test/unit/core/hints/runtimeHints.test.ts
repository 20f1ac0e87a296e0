import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/event';
import { formatMessage } from '../../../../src/base/message';
import { RuntimeHints } from '../../../../src/core/hints/runtimeHints';
import { decode } from '../../../../src/core/protocol/decode';
import type { Crash, ModuleSnapshot, StartReason } from '../../../../src/shared/module';
import { FakeClock } from '../../../support/fakeClock';
import { recordings } from '../../../support/recordings';
import { someModule } from '../../../support/someModule';

const RENEWAL_MS = 2_500;

/** A module with one process whose life has begun. */
class Hinted {
  readonly clock = new FakeClock();
  readonly launched = new Emitter<string>();
  readonly changed = new Emitter<void>();
  readonly idled = new Emitter<string>();
  snapshot: ModuleSnapshot = someModule({ name: 'my-module' });
  readonly onDidLaunch = this.launched.event;
  readonly onDidChange = this.changed.event;
  readonly onDidIdle = this.idled.event;
  readonly hints = new RuntimeHints(this, this.clock);

  constructor() {
    this.begin({ kind: 'install' });
  }

  get key(): string {
    const [process] = this.snapshot.processes;
    assert.ok(process);
    return process.key;
  }

  get codes(): string[] {
    return this.hints.all.map(({ code }) => code);
  }

  get texts(): string[] {
    return this.hints.all.map(({ message }) => formatMessage(message));
  }

  begin(startReason: StartReason): void {
    const { crash } = this.snapshot.processes[0] ?? {};
    this.snapshot = someModule({
      name: 'my-module',
      processes: [{ startReason, ...(crash && startReason.kind === 'crash' && { crash }) }],
    });
    this.launched.fire(this.key);
  }

  end(crash: Partial<Crash>): void {
    this.snapshot = someModule({
      name: 'my-module',
      processes: [{ status: 'errored', crash: { summary: 'ended by itself', remedies: [], ...crash } }],
    });
    this.changed.fire();
  }

  send(raw: unknown): void {
    this.hints.accept(this.key, raw, decode(raw));
  }

  sendOptions(data: Readonly<Record<string, unknown>>): void {
    this.send({ type: 'axm:option:configuration', data });
  }

  declare(data: Readonly<Record<string, unknown>>): void {
    this.send({ type: 'axm:action', data });
  }

  replay(recording: string): void {
    const lines = recordings().get(recording);
    assert.ok(lines, recording);
    for (const { dir, msg } of lines) if (dir === 'module->pm2') this.send(msg);
  }
}

describe('RuntimeHints', () => {
  let module: Hinted;
  beforeEach(() => (module = new Hinted()));

  it('there are none of a module that does nothing wrong', () => {
    module.replay('pm2-io-6.1.0-init-under-pm2-7.0.4');
    assert.deepEqual(
      module.codes.filter((code) => code !== 'renamed'),
      [],
    );
  });

  describe('of options', () => {
    for (const pid of [null, 'no pid', -1, {}]) {
      it(`a "pid" of ${JSON.stringify(pid)} is named`, () => {
        module.sendOptions({ pid });
        assert.deepEqual(module.codes, ['pid-unknown']);
        assert.ok(module.texts[0]?.includes(JSON.stringify(pid)));
      });
    }

    for (const pid of [0, 1234, '1234']) {
      it(`a "pid" of ${JSON.stringify(pid)} is a process, and takes the hint back`, () => {
        module.sendOptions({ pid: null });
        module.sendOptions({ pid });
        assert.deepEqual(module.codes, []);
      });
    }

    it('a "pid" is named where PM2 would forget a limit of memory for it', () => {
      const { processes } = someModule({ name: 'my-module' });
      module.snapshot = someModule({
        name: 'my-module',
        processes: processes.map((one) => ({ ...one, memoryLimit: 1 })),
      });
      module.launched.fire(module.key);
      module.sendOptions({ pid: 1234 });
      assert.deepEqual(module.codes, ['pid-memory']);
      module.sendOptions({ pid: null });
      assert.deepEqual(module.codes, ['pid-unknown']);
    });

    it('options without a "pid" leave the hint as it is', () => {
      module.sendOptions({ pid: null });
      module.sendOptions({ error: true });
      assert.deepEqual(module.codes, ['pid-unknown']);
    });

    it('every secret that goes to PM2 in clear is named, and its value is not', () => {
      module.sendOptions({ password: 's3cret', api_key: 'k3y', passwd: '', tokens: 5, module_conf: { password: 'x' } });
      assert.deepEqual(module.codes, ['secret-in-options', 'secret-in-options']);
      assert.ok(module.texts[0]?.includes('"password"') && module.texts[1]?.includes('"api_key"'));
      assert.ok(!/s3cret|k3y/.test(module.texts.join()));
    });

    it('no secret is named that only the preloaded library sends', () => {
      const options = {
        password: 's3cret',
        apm: { type: 'node', version: '6.1.0' },
        module_conf: { password: 's3cret' },
      };
      module.sendOptions(options);
      assert.deepEqual(module.codes, []);
      module.sendOptions({ ...options, isModule: true });
      assert.deepEqual(module.codes, ['secret-in-options']);
    });

    it('another name than that of the package is named', () => {
      module.sendOptions({ name: 'other' });
      assert.deepEqual(module.codes, ['renamed']);
      assert.ok(module.texts[0]?.includes('"other"') && module.texts[0].includes('pm2 set my-module:'));
    });

    it('of a recording nobody knows the name of the package', () => {
      module.snapshot = { ...module.snapshot, name: 'other (recording)', kind: 'recording' };
      module.sendOptions({ name: 'other' });
      assert.deepEqual(module.codes, []);
    });

    it('the name of the package is not', () => {
      module.sendOptions({ name: 'my-module' });
      assert.deepEqual(module.codes, []);
    });
  });

  describe('of actions', () => {
    it('more than ten of pmx are too many listeners, also beside those of the preload', () => {
      module.replay('pmx-1.6.8-actions-under-pm2-7.0.4');
      assert.ok(module.codes.includes('many-actions'));
    });

    it('ten are not', () => {
      module.sendOptions({ pmx_version: '1.6.8' });
      for (let number = 1; number <= 10; number++) {
        module.declare({ action_name: `action ${number}`, opts: null, arity: 1 });
      }
      assert.deepEqual(module.codes, []);
    });

    it('more than ten of @pm2/io are not', () => {
      module.replay('pm2-io-6.1.0-actions');
      assert.ok(!module.codes.includes('many-actions'));
    });

    it('one that is declared twice is named with what its library makes of it', () => {
      module.replay('pmx-1.6.8-actions');
      assert.ok(module.texts.some((text) => text.includes('"dup" is declared twice: both handlers')));
      const other = new Hinted();
      other.replay('pm2-io-6.1.0-actions');
      assert.ok(other.texts.some((text) => text.includes('"dup" is declared twice: only the last')));
    });

    it('those of a library that is initialised again are not declared twice', () => {
      module.replay('pm2-io-6.1.0-explicit-init');
      assert.ok(!module.codes.includes('action-twice'));
    });

    it('scoped ones cannot be triggered: one hint for all', () => {
      module.declare({ action_name: 'one', action_type: 'scoped' });
      module.declare({ action_name: 'two', action_type: 'scoped' });
      assert.deepEqual(module.codes, ['scoped-trigger']);
    });
  });

  it('a histogram of pmx that was reset is NaN', () => {
    module.replay('pmx-1.6.8-probes');
    assert.ok(module.texts.some((text) => text.includes('"hist reset" is NaN')));
  });

  it('null takes PM2 down', () => {
    module.send(null);
    assert.deepEqual(module.codes, ['null-message']);
  });

  it('an idle process would end under PM2', () => {
    module.idled.fire(module.key);
    assert.deepEqual(module.codes, ['idle']);
    assert.ok(module.texts[0]?.startsWith('"my-module" has nothing left to do'));
  });

  it('a reply() without a value throws in pmx', () => {
    const stack = [
      "TypeError: Cannot read properties of undefined (reading 'length')",
      '    at reply (/home/me/my-module/node_modules/pmx/lib/actions.js:35:14)',
      '    at /home/me/my-module/index.js:5:3',
    ].join('\n');
    module.send({ type: 'process:exception', data: { message: 'Cannot read', stack, name: 'TypeError' } });
    assert.deepEqual(module.codes, ['reply-empty']);
  });

  it('the same error in the code of the module is not', () => {
    const stack =
      "TypeError: Cannot read properties of undefined (reading 'length')\n    at /home/me/my-module/index.js:5:3";
    module.send({ type: 'process:exception', data: { message: 'Cannot read', stack } });
    assert.deepEqual(module.codes, []);
  });

  describe('of how a life ends', () => {
    it('a scoped action of pmx that threw ended it', async () => {
      module.replay('pmx-1.6.8-scoped-throw-under-pm2-7.0.4');
      await module.clock.advance(300);
      module.end({ exitCode: 1 });
      assert.ok(module.texts.some((text) => text.includes('"boom" threw')));
    });

    it('one that told its error before is not what ended it', async () => {
      module.replay('pmx-1.6.8-scoped-throw-under-pm2-7.0.4');
      await module.clock.advance(10_000);
      module.end({ exitCode: 1 });
      assert.ok(!module.codes.includes('scoped-throw'));
    });

    it('without a word while an action ran, its reply could not be sent', () => {
      module.hints.called(module.key);
      module.end({ exitCode: 1 });
      assert.deepEqual(module.codes, ['reply-unsendable']);
    });

    for (const [how, said] of Object.entries({
      'after the reply': { type: 'axm:reply', data: { action_name: 'a', return: 1 } },
      'with an issue': { type: 'process:exception', data: { message: 'boom' } },
    })) {
      it(`${how}, that was not the cause`, async () => {
        module.hints.called(module.key);
        await module.clock.advance(2);
        module.send(said);
        module.end({ exitCode: 1 });
        assert.deepEqual(module.codes, []);
      });
    }

    it('with an error in its output, that was not the cause', () => {
      module.hints.called(module.key);
      module.end({ exitCode: 1, file: '/home/me/my-module/index.js' });
      assert.deepEqual(module.codes, []);
    });

    it('the hint stays while it is restarted for that, and goes with the next save', async () => {
      module.hints.called(module.key);
      module.end({ exitCode: 1 });
      module.begin({ kind: 'crash' });
      await module.clock.advance(RENEWAL_MS);
      assert.deepEqual(module.codes, ['reply-unsendable']);
      module.begin({ kind: 'saved', paths: ['index.js'] });
      await module.clock.advance(RENEWAL_MS);
      assert.deepEqual(module.codes, []);
    });
  });

  it('an action that replies faster than "pm2 trigger" listens is named in the tooltip, once', async () => {
    const reply = (action_name: string): void => module.send({ type: 'axm:reply', data: { action_name, return: 1 } });
    module.hints.called(module.key);
    await module.clock.advance(2);
    reply('slow');
    reply('twice');
    assert.deepEqual(module.codes, []);
    for (const name of ['fast', 'too']) {
      module.hints.called(module.key);
      reply(name);
    }
    assert.deepEqual(module.codes, ['fast-reply']);
    assert.equal(module.hints.all[0]?.isMinor, true);
    assert.ok(module.texts[0]?.includes('"fast"'));
  });

  it('a hint stays when the next life gives it again, and goes when it does not', async () => {
    module.sendOptions({ pid: null, name: 'other' });
    module.begin({ kind: 'restart' });
    module.sendOptions({ name: 'other' });
    assert.deepEqual(module.codes.sort(), ['pid-unknown', 'renamed']);
    await module.clock.advance(RENEWAL_MS);
    assert.deepEqual(module.codes, ['renamed']);
  });

  it('what is said again changes nothing', () => {
    let changes = 0;
    module.hints.onDidChange(() => (changes += 1));
    for (let times = 0; times < 3; times++) module.sendOptions({ pid: null });
    assert.equal(changes, 1);
  });

  it('a module that declares actions without end gives a bounded number of hints', () => {
    for (let number = 0; number < 10_000; number++) {
      module.declare({ action_name: `action ${number % 5_000}`, action_type: 'custom', arity: 1 });
    }
    assert.equal(module.codes.length, 50);
  });

  it('leaves no timer behind', () => {
    module.begin({ kind: 'restart' });
    module.hints.dispose();
    assert.equal(module.clock.timerCount, 0);
  });
});
