import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../support/projectRoot';
import { tempFolder } from '../../support/tempFolder';
import { writeFiles } from '../../support/writeFiles';

const isRoot = process.getuid?.() === 0;
const script = pathToFileURL(path.join(projectRoot, 'scripts', 'setup', 'chromium.mjs')).href;
const ask = `import(${JSON.stringify(script)}).then(({ ensureChromium }) => console.log(ensureChromium())).catch((error) => console.log(error.message));`;

const starts = '#!/bin/sh\nexit 0\n';
const startsNot = '#!/bin/sh\nexit 1\n';

describe('the browser that the tests need', () => {
  const newFolder = tempFolder();

  /** What is said on a machine that has only these commands; `<DIR>` is their folder. */
  function answer(commands: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): string {
    const folder = writeFiles(newFolder(), commands);
    for (const name of Object.keys(commands)) chmodSync(path.join(folder, name), 0o755);
    const said = execFileSync(process.execPath, ['-e', ask], { env: { PATH: folder, ...more }, encoding: 'utf8' });
    return said.trim().replaceAll(folder, '<DIR>');
  }

  it('is the one on PATH that starts', () => {
    assert.equal(answer({ 'chromium-browser': startsNot, 'google-chrome': starts }), '<DIR>/google-chrome');
  });

  it('is the one that CHROMIUM_PATH names, and no other', () => {
    assert.equal(
      answer({ chromium: starts }, { CHROMIUM_PATH: '/no/such/chromium' }),
      'CHROMIUM_PATH is /no/such/chromium, which does not start.',
    );
  });

  it('is Debian’s when root runs the tests', () => {
    const install = `#!/bin/sh\n[ "$1" = update ] && exit 0\nprintf '#!/bin/sh\\n' > "$PATH/chromium"\n/bin/chmod +x "$PATH/chromium"\n`;
    const expected = isRoot ? /^Installing Chromium by apt-get\n<DIR>\/chromium$/ : /only root may install/;
    assert.match(answer({ 'apt-get': install }), expected);
  });

  it('is asked for, with the reason, where none can be had', () => {
    const refuse = '#!/bin/sh\necho "E: Unable to locate package chromium" >&2\nexit 100\n';
    const why = isRoot
      ? 'apt-get says "E: Unable to locate package chromium"'
      : 'only root may install the Debian package';
    assert.ok(
      answer({ 'apt-get': refuse }).endsWith(
        `No Chromium on PATH, and none could be installed: ${why}.\n` +
          'Run "apt-get install chromium" as root, or set CHROMIUM_PATH to a Chromium or Chrome.',
      ),
    );
  });
});
