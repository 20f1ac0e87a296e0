import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { cleanEnvironment } from '../../../../src/core/configuration/cleanEnvironment';
import { moduleEnvironment, type EnvironmentInput } from '../../../../src/core/configuration/environment';
import type { Manifest } from '../../../../src/core/manifest/manifest';
import { readManifest } from '../../../../src/core/manifest/readManifest';
import { projectRoot } from '../../../support/projectRoot';
import { tempFolder } from '../../../support/tempFolder';
import { writeFiles } from '../../../support/writeFiles';

const recording = path.join(projectRoot, 'test/fixtures/recordings/pm2-7.0.4-module-process-env.json');

/** What the recorded process had from the shell that PM2 was called in. */
const fromTheShell = [
  'SHELL',
  'HOME',
  'LANG',
  'TERM',
  'SHLVL',
  'NO_COLOR',
  'PATH',
  'RUST_BACKTRACE',
  'DEBIAN_FRONTEND',
  'PM2_DISABLE_VERSION_CHECK',
  '_',
];

describe('moduleEnvironment', () => {
  const makeFolder = tempFolder();
  const read = (name: string, apps: unknown): Promise<Manifest> =>
    readManifest(writeFiles(makeFolder(), { 'package.json': { name, apps }, 'index.js': '', 'worker.js': '' }));
  const input = (manifest: Manifest, more: Partial<EnvironmentInput> = {}): EnvironmentInput => ({
    inherited: { PATH: '/bin', HOME: '/home/dev' },
    manifest,
    app: manifest.apps[0],
    section: undefined,
    home: '/home/dev/.pm2',
    pmId: 0,
    uniqueId: 'u',
    restarts: 0,
    unstableRestarts: 0,
    createdAt: 1,
    now: 2,
    logs: { out: '/logs/out.log', error: '/logs/error.log' },
    interpreter: { word: 'node' },
    moduleDebug: false,
    ...more,
  });
  const make = async (apps: unknown, more: Partial<EnvironmentInput> = {}): Promise<Record<string, string>> =>
    moduleEnvironment(input(await read('mod', apps), more));

  it('is, variable by variable, what PM2 was recorded to give', async () => {
    const recorded = (JSON.parse(readFileSync(recording, 'utf8')) as { env: Record<string, string> }).env;
    const at = (name: string): string => recorded[name] ?? assert.fail(`the recording has no ${name}`);
    const manifest = await read('mod-pmx', [{ script: 'index.js', max_memory_restart: '200M', merge_logs: true }]);
    const made = moduleEnvironment(
      input(manifest, {
        inherited: Object.fromEntries(fromTheShell.map((name) => [name, at(name)])),
        home: at('PM2_HOME'),
        uniqueId: at('unique_id'),
        createdAt: Number(at('created_at')),
        now: Number(at('pm_uptime')),
        logs: { out: at('pm_out_log_path'), error: at('pm_err_log_path') },
      }),
    );
    const { folder } = manifest;
    const ofThisMachine = {
      cwd: folder,
      pm_cwd: folder,
      PWD: folder,
      pm_exec_path: path.join(folder, 'index.js'),
      username: userInfo().username,
    };
    assert.deepEqual(sorted(made), sorted({ ...recorded, ...ofThisMachine }));
  });

  it('carries the options one by one and as JSON under the name of the package', async () => {
    const section = { days: '3', on: true, none: null, nested: { a: '1' }, list: [1] };
    const env = await make([{ script: 'index.js' }], { section });
    assert.equal(env.mod, JSON.stringify(section));
    assert.deepEqual([env.days, env.on, env.none, env.nested, env.list], ['3', 'true', 'null', '{"a":"1"}', '[1]']);
  });

  for (const section of [undefined, null, 'text', 5, ['x']]) {
    it(`has no option when the section is ${JSON.stringify(section)}`, async () => {
      const env = await make([{ script: 'index.js' }], { section });
      assert.equal(env.mod, '{}');
      assert.equal(env['0'], undefined);
    });
  }

  it('gives the JSON of several apps both names', async () => {
    const manifest = await read('mod', [{ script: 'index.js' }, { script: 'worker.js' }]);
    const [, app] = manifest.apps;
    assert.ok(app);
    const env = moduleEnvironment(input(manifest, { app, section: { a: '1' } }));
    assert.equal(env.mod, '{"a":"1"}');
    assert.equal(env['mod:worker'], '{"a":"1"}');
    assert.equal(env.name, 'mod:worker');
    assert.equal(env.NODE_APP_INSTANCE, '1');
  });

  it('lets an option win over a field of PM2, and what PM2 knows of the life over an option', async () => {
    const env = await make([{ script: 'index.js' }], {
      section: { name: 'evil', watch: 'false', pm_id: '9', PATH: '/x' },
    });
    assert.deepEqual([env.name, env.watch, env.pm_id, env.PATH], ['evil', 'false', '0', '/x']);
  });

  it("lets the manifest's env win over what is inherited", async () => {
    const env = await make([{ script: 'index.js', env: { HOME: '/other', PORT: 80 } }]);
    assert.deepEqual([env.HOME, env.PORT, env.PATH], ['/other', '80', '/bin']);
  });

  it('shows declared options as PM2 reads them', async () => {
    const env = await make([
      {
        script: 'index.js',
        minUptime: '10s',
        wait_ready: true,
        time: true,
        args: ['x'],
        watch: ['lib'],
        out_file: '/x',
      },
    ]);
    assert.deepEqual(
      [env.min_uptime, env.wait_ready, env.time, env.log_date_format],
      ['10000', 'true', 'true', 'YYYY-MM-DDTHH:mm:ss'],
    );
    for (const absent of ['args', 'watch', 'out_file', 'script', 'minUptime']) assert.ok(!(absent in env), absent);
  });

  it('sets MODULE_DEBUG only when debugging is on', async () => {
    const inherited = { MODULE_DEBUG: 'false' };
    assert.equal((await make([{ script: 'index.js' }], { inherited, moduleDebug: true })).MODULE_DEBUG, 'true');
    assert.ok(!('MODULE_DEBUG' in (await make([{ script: 'index.js' }], { inherited }))));
  });

  it('inherits nothing that filter_env names', async () => {
    const inherited = { TOKEN: '1', MY_TOKEN: '2', PATH: '/bin' };
    const keysOf = async (filter: unknown): Promise<string[]> => {
      const env = await make([{ script: 'index.js', filter_env: filter }], { inherited });
      return Object.keys(inherited).filter((key) => key in env);
    };
    assert.deepEqual(await keysOf('TOKEN'), ['MY_TOKEN', 'PATH']);
    assert.deepEqual(await keysOf(['TOKEN']), ['PATH']);
    assert.deepEqual(await keysOf(true), ['TOKEN', 'MY_TOKEN', 'PATH']);
  });

  it('calls the variable of the instance as declared', async () => {
    const env = await make([{ script: 'index.js', instance_var: 'N' }]);
    assert.deepEqual([env.N, env.NODE_APP_INSTANCE, env.instance_var], ['0', undefined, 'N']);
  });

  it('leaves out what no process can be started with', async () => {
    const section = { 'a=b': '1', '': '2', nul: 'x\0y', ['k\0']: '3', __proto__x: '4' };
    const env = await make([{ script: 'index.js' }], { section });
    for (const [key, value] of Object.entries(env)) assert.doesNotMatch(`${key}${value}`, /\0/);
    assert.ok(!('a=b' in env) && !('' in env) && !('nul' in env));
    assert.equal(env.__proto__x, '4');
  });

  it('keeps an option named __proto__ an ordinary variable', async () => {
    const env = await make([{ script: 'index.js' }], { section: JSON.parse('{"__proto__":"x"}') as unknown });
    assert.ok(Object.hasOwn(env, '__proto__'));
    assert.equal(Object.getPrototypeOf(env), Object.prototype);
  });

  it('names the pid file as PM2 does', async () => {
    const env = moduleEnvironment(input(await read('@me/mod', [{ script: 'index.js' }]), { pmId: 4 }));
    assert.equal(env.pm_pid_path, path.join('/home/dev/.pm2', 'pids', '-me-mod-4.pid'));
  });
});

describe('cleanEnvironment', () => {
  it("drops the editor's own variables and keeps the rest", () => {
    const env = {
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_IPC_HOOK: 'x',
      CHROME_DESKTOP: 'x',
      GDK_BACKEND: 'x',
      NODE_OPTIONS: '--x',
      NODE_ENV: 'test',
      EDITOR: 'vi',
      none: undefined,
    };
    assert.deepEqual(cleanEnvironment(env), { PATH: '/bin', NODE_ENV: 'test', EDITOR: 'vi' });
  });

  it('drops what PM2 told the editor about itself, when PM2 started it', () => {
    const env = { PATH: '/bin', pm_id: '3', name: 'code-server', watch: 'true', MODULE_DEBUG: 'true', PM2_HOME: '/h' };
    assert.deepEqual(cleanEnvironment(env), { PATH: '/bin', PM2_HOME: '/h' });
    assert.deepEqual(cleanEnvironment({ name: 'mine' }), { name: 'mine' });
  });
});

function sorted(env: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(env).sort(([one], [other]) => (one < other ? -1 : 1));
}
