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

  /** Exit code and output of a run whose module has this `run()`. */
  async function outcomeOf(run: string): Promise<{ code: number; output: string }> {
    const folder = makeFolder();
    const extensionTestsPath = path.join(folder, 'tests.cjs');
    writeFileSync(extensionTestsPath, `exports.run = ${run};\n`);
    const lines: string[] = [];
    const code = await runExtensionTests({
      extensionDevelopmentPaths: [projectRoot],
      extensionTestsPath,
      target: folder,
      server: {},
      timeoutMs: TIMEOUT_MS,
      isVerbose: false,
      print: (line) => lines.push(line),
    });
    return { code, output: lines.join('\n') };
  }

  it('fails when the extension host dies in the middle, although VS Code says that all is well', async () => {
    const { code, output } = await outcomeOf('() => process.exit(0)');
    assert.equal(code, 72);
    assert.match(output, /The extension host ended before the tests did/);
  });

  it('fails when its tests do, and passes on what they print', async () => {
    const { code, output } = await outcomeOf(
      'async () => { console.log("%s here", "I am"); throw new Error("on purpose"); }',
    );
    assert.equal(code, 1);
    assert.match(output, /^I am here$/m);
  });
});
