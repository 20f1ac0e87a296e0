import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import { runRing, type RingResult, type RunOptions } from '../../../scripts/testRun/runRing.mjs';
import { findProcess } from '../../../src/core/process/platform';
import { eventually } from '../../support/eventually';
import { projectRoot } from '../../support/projectRoot';
import { tempFolder } from '../../support/tempFolder';

const silence = openSync(devNull, 'w');
after(() => closeSync(silence));

/** Runs a ring whose one mocha spec has this source. */
async function runSpec(folder: string, source: string, options?: Partial<RunOptions>): Promise<RingResult> {
  const spec = path.join(folder, 'one.test.cjs');
  writeFileSync(spec, source);
  const mocha = path.join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = path.join(projectRoot, 'test', 'support', 'ringReporter.cjs');
  const tests = [mocha, '--forbid-only', '--forbid-pending', `--reporter=${reporter}`, spec];
  return runRing({ name: 'ring', tests }, { ...optionsIn(folder), ...options });
}

function optionsIn(folder: string): RunOptions {
  const build = (): never => assert.fail('nothing is built');
  return { root: projectRoot, folder, build, output: silence, leftoverMs: 0 };
}

describe('a ring of tests', () => {
  const makeFolder = tempFolder();

  it('counts what passed', async () => {
    const result = await runSpec(makeFolder(), `it('a', () => {}); it('b', () => {});`);
    assert.equal(result.passed, 2);
    assert.deepEqual(result.failures, []);
  });

  it('names what failed, with the message', async () => {
    const result = await runSpec(
      makeFolder(),
      `describe('thing', () => { it('works', () => { throw new Error('it does not'); }); it('is', () => {}); });`,
    );
    assert.equal(result.passed, 1);
    assert.deepEqual(result.failures, [{ title: 'thing › works', message: 'it does not' }]);
  });

  it('fails when a hook fails', async () => {
    const result = await runSpec(makeFolder(), `after(() => { throw new Error('no end'); }); it('a', () => {});`);
    assert.match(result.failures[0]?.title ?? '', /"after all" hook/);
  });

  it('fails when no test ran', async () => {
    const result = await runSpec(makeFolder(), `describe('nothing', () => {});`);
    assert.deepEqual(result.failures, [{ title: 'tests', message: 'None ran.' }]);
  });

  it('fails when a test is skipped, or alone by .only', async () => {
    for (const kind of ['skip', 'only']) {
      const result = await runSpec(makeFolder(), `it.${kind}('a', () => {});`);
      assert.equal(result.failures.length, 1, kind);
    }
  });

  it('fails when the tests end before their result', async () => {
    const result = await runSpec(makeFolder(), `it('a', () => process.exit(0));`);
    assert.deepEqual(result.failures, [{ title: 'tests', message: 'They ended without a result: exit code 0.' }]);
  });

  it('fails when a spec cannot be loaded', async () => {
    const result = await runSpec(makeFolder(), `require('there-is-no-such-package');`);
    assert.equal(result.passed, 0);
    assert.match(result.failures[0]?.message ?? '', /without a result/);
  });

  it('fails when its command ends with an error that no test has told', async () => {
    const script = `require('fs').writeFileSync(process.env.PM2_MODULES_TEST_RESULT, '{"passed":1,"failures":[]}');
      process.exit(3);`;
    const result = await runRing({ name: 'ring', tests: ['-e', script] }, optionsIn(makeFolder()));
    assert.deepEqual(result.failures, [{ title: 'tests', message: 'exit code 3' }]);
  });

  it('fails when something keeps its process alive after the last test', async () => {
    const result = await runSpec(makeFolder(), `it('a', () => { setInterval(() => {}, 1000); });`, { exitMs: 0 });
    assert.equal(result.passed, 1);
    assert.match(result.failures[0]?.message ?? '', /keeps the process alive/);
  });

  it('fails when a process is left behind, says which, and kills it', async () => {
    const folder = makeFolder();
    const pidFile = path.join(folder, 'pid');
    const result = await runSpec(
      folder,
      `it('a', () => {
        const { spawn } = require('node:child_process');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
        child.unref();
        require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      });`,
    );
    assert.equal(result.passed, 1);
    assert.equal(result.failures[0]?.title, 'processes left behind');
    assert.match(result.failures[0].message, /setInterval/);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await eventually('it is killed', async () => (await findProcess(pid)) === undefined);
  });

  it('fails when a temporary folder is left behind', async () => {
    const folder = makeFolder();
    const result = await runSpec(
      folder,
      `it('a', () => {
        const folder = require('node:path').join(require('node:os').tmpdir(), 'pm2m-');
        require('node:fs').mkdtempSync(folder);
      });`,
    );
    assert.equal(result.failures[0]?.title, 'temporary folders left behind');
    assert.equal(existsSync(path.join(folder, 'ring')), false);
  });

  it('works in a PM2_HOME of its own', async () => {
    const folder = makeFolder();
    const result = await runSpec(
      folder,
      `it('a', () => require('node:assert').ok(process.env.PM2_HOME.startsWith(${JSON.stringify(folder)})));`,
    );
    assert.deepEqual(result.failures, []);
  });

  it('fails when its set-up fails, with the reason', async () => {
    const setUp = (): never => {
      throw new Error('no network');
    };
    const result = await runRing({ name: 'ring', setUp, tests: ['-e', ''] }, optionsIn(makeFolder()));
    assert.deepEqual(result.failures, [{ title: 'set-up', message: 'no network' }]);
  });

  it('fails when what it needs cannot be built, without running on old bundles', async () => {
    const built = { name: 'build', passed: 0, failures: [{ title: 'esbuild', message: 'exit code 1' }], seconds: 0 };
    const result = await runRing(
      { name: 'ring', needsBuild: true, tests: ['-e', 'process.exit(9)'] },
      { ...optionsIn(makeFolder()), build: () => Promise.resolve(built) },
    );
    assert.deepEqual(
      result.failures.map(({ title }) => title),
      ['build'],
    );
  });
});

describe('a ring of checks', () => {
  const makeFolder = tempFolder();

  it('counts each command as one, says what a failed one said, and goes on', async () => {
    const checks = { first: ['-e', 'console.log("a.ts is bad"); process.exit(2)'], second: ['-e', ''] };
    const result = await runRing({ name: 'ring', checks }, optionsIn(makeFolder()));
    assert.equal(result.passed, 1);
    assert.deepEqual(result.failures, [{ title: 'first', message: 'exit code 2\na.ts is bad' }]);
  });
});
