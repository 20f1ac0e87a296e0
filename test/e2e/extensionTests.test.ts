import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { runExtensionTests } from '../vscode-host/extensionTests';

/** How long a run may take before it counts as hanging, in milliseconds. */
const TIMEOUT_MS = 60_000;

describe('a run of tests in the extension host', () => {
  const makeFolder = tempFolder();

  /** Resolves with the exit code of a run whose module has this `run()`. */
  function exitCodeOf(run: string): Promise<number> {
    const folder = makeFolder();
    const extensionTestsPath = path.join(folder, 'tests.cjs');
    writeFileSync(extensionTestsPath, `exports.run = ${run};\n`);
    return runExtensionTests({
      extensionDevelopmentPaths: [projectRoot],
      extensionTestsPath,
      target: folder,
      server: {},
      timeoutMs: TIMEOUT_MS,
      isVerbose: false,
    });
  }

  it('fails when the extension host dies in the middle, although VS Code says that all is well', async () => {
    assert.equal(await exitCodeOf('() => process.exit(0)'), 72);
  });

  it('fails when its tests do', async () => {
    assert.equal(await exitCodeOf('() => Promise.reject(new Error("on purpose"))'), 1);
  });
});
