import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/base/errors';
import { formatMessage } from '../../src/base/message';
import { findProcess } from '../../src/core/process/platform';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';

describe('Embedded engine', () => {
  const newFolder = tempFolder();
  const newCore = TestCore.starter();

  async function rejection(promise: Promise<unknown>): Promise<UserError> {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    return error;
  }

  describe('a module that runs', () => {
    it('is online with its output in the log channel', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'talker', {
        'index.js': `console.log('hello'); console.error('oh'); ${STAY}`,
      });
      await core.install(folder);
      assert.equal(core.process.status, 'online');
      assert.equal(core.process.generation, 1);
      await eventually('both streams', () => core.lines.includes('hello') && core.lines.includes('oh'));
      assert.match(core.output[0] ?? '', /generation 1/);
    });

    it('is restarted by a save, with the reason and the time that it took', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'saved', {
        'index.js': `require('./lib/a');`,
        'lib/a.js': `console.log('one'); ${STAY}`,
      });
      await core.install(folder);
      writeFileSync(path.join(folder, 'lib/a.js'), `console.log('two'); ${STAY}`);
      await eventually('the new content', () => core.lines.includes('two'));
      await eventually('its state', () => core.process.generation === 2 && core.process.restartTookMs !== undefined);
      assert.deepEqual(core.process.startReason, { kind: 'saved', paths: ['lib/a.js'] });
      assert.equal(core.process.restarts, 1);
      assert.match(
        core.output.findLast((line) => line.includes('generation')) ?? '',
        /generation 2 · saved lib\/a\.js/,
      );
    });

    it('ends 1,000 saves within a second with the last content running, after a handful of restarts', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'storm', { 'index.js': `console.log('save 0'); ${STAY}` });
      await core.install(folder);
      const end = performance.now() + 1_000;
      for (let save = 1; save <= 1_000; save++) {
        writeFileSync(path.join(folder, 'index.js'), `console.log('save ${save}'); ${STAY}`);
        const due = end - 1_000 + save;
        while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
      }
      await eventually('the last content', () => core.lines.at(-1) === 'save 1000');
      await core.service.whenIdle();
      assert.ok(core.process.restarts <= 8, `${core.process.restarts} restarts`);
    });

    it('stays stopped after Stop, also when a file is saved, and runs again after Start', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'stopped', { 'index.js': `console.log('up'); ${STAY}` });
      const id = await core.install(folder);
      const { pid = 0 } = core.process;
      await core.service.stop(id);
      assert.equal(core.process.status, 'stopped');
      assert.equal(await findProcess(pid), undefined);
      writeFileSync(path.join(folder, 'index.js'), `console.log('up again'); ${STAY}`);
      await core.service.fileChanged({ kind: 'saved', path: path.join(folder, 'index.js') });
      await core.service.whenIdle();
      assert.equal(core.process.status, 'stopped');
      await core.service.start(id);
      await eventually('the new content', () => core.lines.includes('up again'));
    });

    it('leaves its folder as it was when it is uninstalled', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'gone', { 'index.js': STAY });
      const id = await core.install(folder);
      const { pid = 0 } = core.process;
      await core.service.uninstall(id);
      assert.equal(core.modules.size, 0);
      assert.equal(await findProcess(pid), undefined);
      assert.equal(readFileSync(path.join(folder, 'index.js'), 'utf8'), STAY);
    });

    it('gets the environment that PM2 makes, with its configuration', async () => {
      const core = newCore();
      writeFileSync(path.join(core.home, 'module_conf.json'), JSON.stringify({ conf: { level: '3' } }));
      const script = `console.log(JSON.stringify({ conf: process.env.conf, level: process.env.level, home: process.env.PM2_HOME,
        module: process.env.pmx_module, name: process.env.name, id: process.env.pm_id, cwd: process.cwd(), main: require.main === module,
        argv: process.argv.slice(1), title: process.title.slice(0, 10) })); ${STAY}`;
      const folder = writeModule(
        newFolder(),
        'conf',
        { 'index.js': script },
        { config: { level: 1 }, apps: [{ script: 'index.js', args: 'a b' }] },
      );
      await core.install(folder);
      const line = await eventually('a line', () => core.lines.find((text) => text.startsWith('{')));
      assert.deepEqual(JSON.parse(line), {
        ...{
          conf: '{"level":"3"}',
          level: '3',
          home: core.home,
          module: 'true',
          name: 'conf',
          id: '0',
          cwd: folder,
          main: true,
        },
        ...{ argv: [path.join(folder, 'index.js'), 'a', 'b'], title: `node ${folder.slice(0, 5)}` },
      });
    });

    it('is restarted when another program changes its options in module_conf.json', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'conf', {
        'index.js': `console.log('level', process.env.level); ${STAY}`,
      });
      await core.install(folder);
      writeFileSync(path.join(core.home, 'module_conf.json'), JSON.stringify({ conf: { level: '7' } }, null, 4));
      await eventually('the new value', () => core.lines.includes('level 7'));
      await eventually('the reason', () => core.process.startReason?.kind === 'configuration');
    });

    it('runs each apps entry as a process of its own, told apart in status and output', async () => {
      const core = newCore();
      const folder = writeModule(
        newFolder(),
        'two',
        { 'a.js': `console.log('from a'); ${STAY}`, 'b.js': `console.log('from b'); ${STAY}` },
        {
          apps: [
            { name: 'first', script: 'a.js' },
            { name: 'second', script: 'b.js' },
          ],
        },
      );
      await core.install(folder);
      assert.deepEqual(
        core.module.processes.map(({ name, status }) => [name, status]),
        [
          ['two:first', 'online'],
          ['two:second', 'online'],
        ],
      );
      await eventually('both outputs', () =>
        core.output.some((line) => line.includes('two:first') && line.includes('from a')),
      );
      await eventually('both outputs', () =>
        core.output.some((line) => line.includes('two:second') && line.includes('from b')),
      );
      assert.notEqual(core.module.processes[0]?.logs.out, core.module.processes[1]?.logs.out);
    });

    it('takes a saved manifest at once: another start file, another app', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'manifest', {
        'index.js': `console.log('old'); ${STAY}`,
        'new.js': `console.log('new'); ${STAY}`,
      });
      await core.install(folder);
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'manifest', main: 'new.js' }));
      await eventually('the new start file', () => core.lines.includes('new'));
      await eventually('its state', () => core.process.entry === path.join(folder, 'new.js'));
    });

    it('goes on when its manifest is broken by a save, and says where', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'broken', { 'index.js': STAY });
      await core.install(folder);
      const { pid } = core.process;
      writeFileSync(path.join(folder, 'package.json'), '{\n  "name": "broken",\n  "main": \n}');
      const problem = await eventually('the problem', () => core.module.problem);
      assert.equal(problem.remedies[0]?.kind, 'openFile');
      assert.equal(core.process.pid, pid);
      writeFileSync(path.join(folder, 'package.json'), '{"name":"broken","main":"index.js"}');
      await eventually('no problem', () => core.module.problem === undefined && core.process.pid !== pid);
    });
  });

  describe('a module that fails', () => {
    it('is reported with its error, not as installed, when it throws at once, and comes back with the next save', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'thrower', { 'index.js': `\n  throw new Error('no luck');` });
      const error = await rejection(core.install(folder));
      assert.match(error.message, /"thrower" stopped at once: no luck/);
      await eventually('errored', () => core.process.status === 'errored');
      const { crash } = core.process;
      assert.deepEqual([crash?.file, crash?.line], [path.join(folder, 'index.js'), 2]);
      writeFileSync(path.join(folder, 'index.js'), STAY);
      await eventually('online', () => core.process.status === 'online');
    });

    it('offers npm install when a dependency is missing', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'nodeps', { 'index.js': `require('not-installed-at-all');` });
      const error = await rejection(core.install(folder));
      assert.match(error.message, /Cannot find module 'not-installed-at-all'/);
      assert.deepEqual(error.remedies[0], { kind: 'runInTerminal', command: 'npm install', cwd: folder });
    });

    it('is reported when it exits at once without an error', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'leaver', { 'index.js': `process.exit(0)` });
      assert.match(
        (await rejection(core.install(folder))).message,
        /"leaver" ended by itself right after its start\. A module has to go on/,
      );
    });

    it('is killed with its grandchildren when it ignores SIGINT', async () => {
      const core = newCore();
      const stubborn = `process.on('SIGINT', () => {}); ${STAY}`;
      const script = `const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { detached: true });
        console.log('child', child.pid); ${stubborn}`;
      const folder = writeModule(
        newFolder(),
        'stubborn',
        { 'index.js': script },
        { apps: [{ script: 'index.js', kill_timeout: 200 }] },
      );
      const id = await core.install(folder);
      const line = await eventually('the child', () => core.lines.find((text) => text.startsWith('child ')));
      const pids = [core.process.pid ?? 0, Number(line.split(' ')[1])];
      await core.service.stop(id);
      for (const pid of pids) assert.equal(await findProcess(pid), undefined);
    });

    it('does no harm with garbage on the IPC channel', async () => {
      const core = newCore();
      const script = `for (const message of [null, 0, 7, true, '', 'x'.repeat(5e6), [], [1], {}, { type: 1 }, { type: 'axm:monitor' },
        { type: 'axm:monitor', data: { p: { value: 1, __proto__: null } } }, { type: 'axm:action', data: {} }, { type: '\\u0000', data: { a: 1 } },
        JSON.parse('{"__proto__":{"a":1},"type":"axm:reply","data":{"__proto__":1}}')]) process.send(message); console.log('sent'); ${STAY}`;
      const folder = writeModule(newFolder(), 'garbage', { 'index.js': script });
      await core.service.setInterest({ usage: false, probes: true, actions: true, events: false, traffic: [] });
      await core.install(folder);
      await eventually('the probe', () => core.probe('p')?.value === 1);
      assert.equal(core.process.status, 'online');
    });

    it('keeps the editor free of a 100 MB flood: the channel ends with the last line and says how many were skipped', async () => {
      const core = newCore();
      const script = `const fs = require('fs'); const chunk = ('y'.repeat(99) + '\\n').repeat(10000);
        for (let i = 0; i < 100; i++) fs.writeSync(1, chunk); fs.writeSync(1, 'the end\\n'); ${STAY}`;
      const folder = writeModule(newFolder(), 'flood', { 'index.js': script });
      const core100 = newCore({ settings: { logsMaxFileSizeMb: 1_000 } });
      await core.end();
      await core100.install(folder);
      await eventually('the last line', () => core100.lines.at(-1) === 'the end');
      const shown = core100.lines.filter((line) => line.startsWith('yyy')).length;
      const skipped = core100.output.flatMap((line) => /^… ([\d,]+) lines/.exec(line)?.[1]?.replaceAll(',', '') ?? []);
      assert.equal(shown + skipped.reduce((sum, count) => sum + Number(count), 0), 1_000_000);
    });

    it('stops with its folder when that is removed, and says so', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'removed', { 'index.js': STAY });
      await core.install(folder);
      rmSync(folder, { recursive: true });
      await eventually('stopped', () => core.process.status === 'stopped');
      assert.match(core.notices.map(({ message }) => message.text).join(), /folder of "\{0\}" is gone/);
    });
  });

  describe('odd places and names', () => {
    for (const place of ['with spaces and ünïcode', '.hidden/deep', 'node_modules/inside', 'glob [x] (y)']) {
      it(`restarts on save in a folder like "${place}"`, async () => {
        const core = newCore();
        const parent = path.join(newFolder(), place);
        mkdirSync(parent, { recursive: true });
        const folder = writeModule(parent, 'odd', { 'index.js': `console.log('one'); ${STAY}` });
        await core.install(folder);
        writeFileSync(path.join(folder, 'index.js'), `console.log('two'); ${STAY}`);
        await eventually('the new content', () => core.lines.includes('two'));
      });
    }

    it('runs a scoped package', async () => {
      const core = newCore();
      const folder = writeModule(
        newFolder(),
        'scoped',
        { 'index.js': `console.log(process.env['@me/scoped']); ${STAY}` },
        { name: '@me/scoped' },
      );
      await core.install(folder);
      assert.equal(core.module.name, '@me/scoped');
      await eventually('its variable', () => core.lines.includes('{}'));
    });

    it('keeps two folders with one package name apart', async () => {
      const core = newCore();
      const one = writeModule(newFolder(), 'same', { 'index.js': STAY });
      const other = writeModule(newFolder(), 'same', { 'index.js': STAY });
      await core.install(one);
      await core.install(other);
      assert.equal(core.modules.size, 2);
      const logs = [...core.modules.values()].map(({ processes }) => processes[0]?.logs.out);
      assert.equal(new Set(logs).size, 2);
    });

    it('is restarted, not doubled, when it is installed again', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'again', { 'index.js': STAY });
      await core.install(folder);
      const { pid } = core.process;
      await core.install(folder);
      assert.equal(core.modules.size, 1);
      assert.notEqual(core.process.pid, pid);
      assert.equal(await findProcess(pid ?? 0), undefined);
    });

    it('runs in one window at a time, until another takes over', async () => {
      const one = newCore();
      const folder = writeModule(newFolder(), 'owned', { 'index.js': STAY });
      await one.install(folder);
      const other = newCore({ folder: path.dirname(one.storage) });
      const error = await rejection(other.install(folder));
      assert.deepEqual(error.remedies, [{ kind: 'takeOver', folder }]);
      const { pid = 0 } = one.process;
      const { folderDefaults } = await import('../support/folderDefaults');
      await other.service.takeOver(folder, folderDefaults);
      assert.equal(one.modules.size, 0);
      assert.equal(await findProcess(pid), undefined);
      assert.equal(other.process.status, 'online');
    });

    it('says which way out there is without a node on PATH', async () => {
      const core = newCore({ environment: { PATH: '/nowhere' } });
      const folder = writeModule(newFolder(), 'nonode', { 'index.js': STAY });
      const error = await rejection(core.install(folder));
      assert.ok(error.remedies.some(({ kind }) => kind === 'openSetting'));
      assert.ok(error.remedies.some((remedy) => remedy.kind === 'setSetting' && remedy.value === 'editor'));
    });

    it('runs in a read-only folder, to which it adds nothing', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'readonly', { 'index.js': `console.log('up'); ${STAY}` });
      chmodSync(folder, 0o555);
      try {
        await core.install(folder);
        await eventually('its output', () => core.lines.includes('up'));
        assert.deepEqual(readdirSync(folder).sort(), ['index.js', 'package.json']);
      } finally {
        chmodSync(folder, 0o755);
      }
    });

    it('stops restarting for a file that the module writes each time it starts, and says so', async () => {
      const core = newCore();
      const script = `require('fs').writeFileSync('state.json', String(Date.now())); ${STAY}`;
      const folder = writeModule(newFolder(), 'writer', { 'index.js': script });
      await core.install(folder);
      const notice = await eventually('the notice', () => core.notices[0]);
      assert.match(formatMessage(notice.message), /"writer" writes state.json each time it starts/);
      assert.equal(notice.remedies[0]?.kind, 'undoIgnore');
      await core.service.whenIdle();
      const { generation } = core.process;
      assert.ok(generation <= 5, `${generation} generations`);
      writeFileSync(path.join(folder, 'index.js'), `${script} console.log('mended');`);
      await eventually('a save still counts', () => core.lines.includes('mended'));
      await eventually('its state', () => core.process.generation === generation + 1);
    });

    it('restarts once for an atomic rename over a file', async () => {
      const core = newCore();
      const folder = writeModule(newFolder(), 'atomic', { 'index.js': `console.log('one'); ${STAY}` });
      await core.install(folder);
      writeFileSync(path.join(folder, '.index.js.tmp'), `console.log('two'); ${STAY}`);
      renameSync(path.join(folder, '.index.js.tmp'), path.join(folder, 'index.js'));
      await eventually('the new content', () => core.lines.includes('two'));
      await core.service.whenIdle();
      assert.equal(core.process.restarts, 1);
    });
  });
});
