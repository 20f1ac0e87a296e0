import assert from 'node:assert/strict';
import { devNull, homedir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors';
import { splitArguments } from '../../../../src/core/manifest/commandLine';
import type { AppOptions, Manifest } from '../../../../src/core/manifest/manifest';
import { readManifest } from '../../../../src/core/manifest/readManifest';
import { tempFolder } from '../../../support/tempFolder';
import { writeFiles } from '../../../support/writeFiles';

describe("an app's options", () => {
  const makeFolder = tempFolder();
  const read = (options: object): Promise<Manifest> =>
    readManifest(
      writeFiles(makeFolder(), {
        'package.json': { name: 'm', apps: [{ script: 'a.js', ...options }] },
        'a.js': '',
      }),
    );

  it("are PM2's defaults when nothing is declared", async () => {
    const [app] = (await read({})).apps;
    const { script, cwd, ...rest } = app;
    assert.equal(script, path.join(cwd, 'a.js'));
    assert.deepEqual(rest, {
      name: 'm',
      scriptRule: 'apps[].script',
      interpreterArgs: [],
      args: [],
      env: {},
      watch: true,
      ignoreWatch: [],
      watchDelayMs: 0,
      autorestart: true,
      minUptimeMs: 1_000,
      maxRestarts: 16,
      isMaxRestartsDeclared: false,
      stopExitCodes: [],
      waitReady: false,
      listenTimeoutMs: 3_000,
      shutdownWithMessage: false,
      disableLogs: false,
      mergeLogs: true,
      instances: 1,
      isCluster: false,
      preload: true,
      sourceMaps: true,
      filterEnv: false,
      instanceVar: 'NODE_APP_INSTANCE',
      namespace: 'default',
      declared: { script: 'a.js' },
    });
  });

  const cases: readonly [declared: object, read: Partial<AppOptions>][] = [
    [{ interpreter: 'python3' }, { interpreter: 'python3', interpreterLine: 6 }],
    [{ exec_interpreter: 'bash' }, { interpreter: 'bash' }],
    [{ execInterpreter: 'bash' }, { interpreter: 'bash' }],
    [{ node_args: '--trace-warnings  --x=1' }, { interpreterArgs: ['--trace-warnings', '--x=1'] }],
    [{ interpreterArgs: ['-u'] }, { interpreterArgs: ['-u'] }],
    [{ interpreter_args: '-u' }, { interpreterArgs: ['-u'] }],
    [{ nodeArgs: '-u' }, { interpreterArgs: ['-u'] }],
    [{ args: '--x 1 "two words"' }, { args: ['--x', '1', 'two words'] }],
    [{ args: ['--x', 1] }, { args: ['--x', '1'] }],
    [
      { env: { A: 1, B: true, C: 'x', D: { e: [1] }, E: null } },
      { env: { A: '1', B: 'true', C: 'x', D: '{"e":[1]}', E: 'null' } },
    ],
    [{ port: 80 }, { env: { PORT: '80' } }],
    [{ watch: ['lib'] }, { watch: ['lib'] }],
    [{ watch: 'lib' }, { watch: ['lib'] }],
    [{ watch: false }, { watch: false }],
    [{ ignore_watch: 'logs "my data"' }, { ignoreWatch: ['logs', 'my data'] }],
    [{ ignoreWatch: ['logs'] }, { ignoreWatch: ['logs'] }],
    [{ watch_delay: '200' }, { watchDelayMs: 200 }],
    [{ watch_options: { usePolling: true } }, { usePolling: true }],
    [{ kill_timeout: 5_000 }, { killTimeoutMs: 5_000 }],
    [{ killTimeout: '5000' }, { killTimeoutMs: 5_000 }],
    [{ kill_timeout: 1e15 }, { killTimeoutMs: 2_147_483_647 }],
    [{ kill_timeout: -5 }, { killTimeoutMs: 0 }],
    [{ min_uptime: '10s' }, { minUptimeMs: 10_000 }],
    [{ min_uptime: '5m' }, { minUptimeMs: 300_000 }],
    [{ min_uptime: '1h' }, { minUptimeMs: 3_600_000 }],
    [{ minUptime: '250' }, { minUptimeMs: 250 }],
    [{ max_restarts: 3 }, { maxRestarts: 3, isMaxRestartsDeclared: true }],
    [{ max_restarts: '0' }, { maxRestarts: 0, isMaxRestartsDeclared: true }],
    [{ restart_delay: 0 }, { restartDelayMs: 0 }],
    [{ exp_backoff_restart_delay: 100 }, { expBackoffRestartDelayMs: 100 }],
    [{ autorestart: false }, { autorestart: false }],
    [{ stop_exit_codes: [0, '2'] }, { stopExitCodes: [0, 2] }],
    [{ stop_exit_codes: 1 }, { stopExitCodes: [1] }],
    [
      { wait_ready: true, listen_timeout: 500 },
      { waitReady: true, listenTimeoutMs: 500 },
    ],
    [{ shutdownWithMessage: true }, { shutdownWithMessage: true }],
    [{ max_memory_restart: '200M' }, { maxMemoryRestartBytes: 209_715_200 }],
    [{ max_memory_restart: '1G' }, { maxMemoryRestartBytes: 1_073_741_824 }],
    [{ max_memory_restart: '500K' }, { maxMemoryRestartBytes: 512_000 }],
    [{ max_memory_restart: '1000' }, { maxMemoryRestartBytes: 1_000 }],
    [{ pmx: false }, { preload: false }],
    [{ pmx: 'false' }, { preload: false }],
    [{ automation: false }, { preload: false }],
    [{ disable_source_map_support: true }, { sourceMaps: false }],
    [{ source_map_support: false }, { sourceMaps: false }],
    [{ out: '/dev/null' }, { outFile: devNull }],
    [{ err_file: 'NULL' }, { errorFile: devNull }],
    [{ error: '~/x.log' }, { errorFile: path.join(homedir(), 'x.log') }],
    [{ log_file: true }, { logFile: true }],
    [{ time: true }, { logDateFormat: 'YYYY-MM-DDTHH:mm:ss' }],
    [{ log_date_format: 'HH:mm' }, { logDateFormat: 'HH:mm' }],
    [{ log_type: 'json' }, { logType: 'json' }],
    [{ disable_logs: true }, { disableLogs: true }],
    [{ combine_logs: false }, { mergeLogs: false }],
    [{ instances: 'max' }, { instances: 0, isCluster: true }],
    [{ instances: 1 }, { instances: 1, isCluster: true }],
    [
      { instances: 4, exec_mode: 'fork' },
      { instances: 4, isCluster: false },
    ],
    [
      { instances: 4, interpreter: 'python' },
      { instances: 4, isCluster: false },
    ],
    [{ filter_env: ['SECRET'] }, { filterEnv: ['SECRET'] }],
    [{ instance_var: 'N' }, { instanceVar: 'N' }],
    [{ namespace: 'jobs' }, { namespace: 'jobs' }],
    [{ max_restarts: null }, { maxRestarts: 16, isMaxRestartsDeclared: false }],
  ];
  for (const [declared, expected] of cases) {
    it(`${JSON.stringify(declared)} is read as ${JSON.stringify(expected)}`, async () => {
      const [app] = (await read(declared)).apps;
      for (const [name, value] of Object.entries(expected))
        assert.deepEqual(Object.entries(app).find(([key]) => key === name)?.[1], value);
    });
  }

  it('resolves log files against the folder', async () => {
    const [app] = (await read({ output: '../out.log', log: 'all.log' })).apps;
    assert.equal(app.outFile, path.join(app.cwd, '..', 'out.log'));
    assert.equal(app.logFile, path.join(app.cwd, 'all.log'));
  });

  it("hands on declared values under PM2's own names", async () => {
    const [app] = (await read({ maxMemoryRestart: '1K', waitReady: true, args: ['x'] })).apps;
    assert.deepEqual(app.declared, { script: 'a.js', max_memory_restart: 1024, wait_ready: true });
  });

  it('takes no hint from notes, env_* and every spelling of an option', async () => {
    const { hints } = await read({
      '//': 'a note',
      _why: 'x',
      env_production: {},
      maxRestarts: 1,
      out_log: '/dev/null',
    });
    assert.deepEqual(
      hints.filter(({ isMinor }) => !isMinor),
      [],
    );
  });

  const wrong: readonly [declared: object, says: RegExp][] = [
    [{ watch: { test: 'x' } }, /"watch" is \{"test":"x"\}, but must be true, false or a list of texts/],
    [{ autorestart: 'yes' }, /must be true or false, without quotes/],
    [{ min_uptime: 50 }, /at least 100/],
    [{ min_uptime: '10 s' }, /like "10s"/],
    [{ max_memory_restart: '200MB' }, /like "500K", "200M", "1G"/],
    [{ max_memory_restart: '1.5G' }, /must be a number of bytes/],
    [{ kill_timeout: '5s' }, /"kill_timeout" is "5s", but must be a number of milliseconds/],
    [{ max_restarts: -1 }, /must be a number/],
    [{ exec_mode: 'thread' }, /must be "fork" or "cluster"/],
    [{ env: ['A=1'] }, /"env" is \["A=1"\], but must be an object/],
    [{ env: 'A=1' }, /must be an object/],
    [{ args: { x: 1 } }, /must be a text or a list of texts/],
    [{ instances: 'many' }, /must be a number/],
    [{ stop_exit_codes: ['x'] }, /must be an exit code or a list/],
    [{ cwd: 'x'.repeat(1_000), name: 5 }, /"name" is 5/],
    [{ log_file: 5 }, /"log_file" is 5, but must be true, false or a text/],
    [{ kill_timeout: 'x'.repeat(1_000) }, /is "x{59}…, but/],
  ];
  for (const [declared, says] of wrong) {
    it(`${JSON.stringify(declared).slice(0, 60)} is refused`, async () => {
      await assert.rejects(read(declared), (error) => error instanceof UserError && says.test(error.message));
    });
  }

  it('are split at spaces outside of quotes, as PM2 splits them', () => {
    assert.deepEqual(splitArguments(`-a  --b=1 "c d" 'e f' --g="h i" '' "j`), [
      '-a',
      '--b=1',
      'c d',
      'e f',
      '--g="h i"',
      '"j',
    ]);
  });
});
