import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installModule, libraryFolder, nodeBinary } from '../support/modulePackages';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';

/** The version in a folder's package.json. */
function versionOf(folder: string): unknown {
  return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: unknown }).version;
}

/** What Node finds under a name, from within a folder. */
function resolveFrom(folder: string, name: string): string {
  const script = `process.stdout.write(require.resolve(${JSON.stringify(`${name}/package.json`)}))`;
  return execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
}

describe('the packages that the tests use', () => {
  const makeFolder = tempFolder();

  it('are the published libraries, in the versions that are promised', () => {
    assert.equal(versionOf(libraryFolder('pmx')), '1.6.8');
    assert.equal(versionOf(libraryFolder('@pm2/io')), '6.1.0');
    assert.equal(versionOf(libraryFolder('tx2')), '1.0.5');
  });

  it('have a Node of each major version that modules are tested on', () => {
    for (const major of [16, 20, 24] as const) {
      assert.match(execFileSync(nodeBinary(major), ['--version'], { encoding: 'utf8' }), new RegExp(`^v${major}\\.`));
    }
  });

  it('copy a fixture, whose dependencies resolve', () => {
    const folder = installModule('hello-module', makeFolder());
    assert.ok(existsSync(path.join(folder, 'index.js')));
    assert.equal(lstatSync(path.join(folder, 'index.js')).isSymbolicLink(), false);
    assert.match(resolveFrom(folder, '@pm2/io'), /test\/modules\/node_modules\/@pm2\/io\/package\.json$/);
  });

  it('copy the published pm2-server-monit, whose dependencies are its own', () => {
    const folder = installModule('pm2-server-monit', makeFolder());
    assert.equal(versionOf(folder), '3.0.0');
    const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) {
      const found = path.relative(projectRoot, resolveFrom(folder, name));
      assert.equal(found, path.join('test', 'modules', 'server-monit', 'node_modules', name, 'package.json'));
    }
  });
});
