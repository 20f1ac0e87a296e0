import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';
import { useWorkbench } from './support/useWorkbench';

const MONIT = 'pm2-server-monit';
/** What they do as CommonJS is in libraries.test.ts. */
const ES_MODULES = ['pmx-esm', 'io6-esm', 'tx2-esm'];

/** What a row of each of its own probes shows, as a number with its unit. */
const PROBES: Readonly<Record<string, string>> = {
  'CPU usage': '%',
  'Avail. Disk': '%',
  'Used space': 'GB',
  'Total Disk space': 'GB',
  'Free memory': '%',
  'Used memory': 'GB',
  'Total memory': 'GB',
  'Opened FD': '',
  'TTY/SSH opened': '',
  'Total Processes': '',
  'Zombie processes': '',
};
const ACTIONS = [
  ...['top cpu consuming', 'top mem consuming', 'vmstats', 'processes/users', 'disk usage', 'who', 'uptime'],
  ...['open ports', 'ifconfig'],
];

describe('pm2-server-monit and ES modules, as a person uses them', () => {
  const makeFolder = tempFolder();
  const folder = makeFolder();

  const workbench = useWorkbench(() => {
    // It counts processes with `top`, and tells none where that is missing: then this one is found.
    const top = path.join(writeFiles(folder, { 'bin/top': '#!/bin/sh\nseq 7\n' }), 'bin', 'top');
    chmodSync(top, 0o755);
    const folders = [MONIT, ...ES_MODULES].map((name) => ({ path: installModule(name, folder) }));
    const target = path.join(folder, 'modules.code-workspace');
    writeFileSync(target, JSON.stringify({ folders }));
    return {
      ...{ theme: 'dark', target, settings: { 'pm2Modules.autoInstall': true } },
      env: { PATH: `${process.env.PATH ?? ''}${path.delimiter}${path.dirname(top)}` },
    };
  });

  /** Makes a module the active one, and shows a view alone: rows out of sight are not in the page. */
  async function choose(module: string, view: string): Promise<void> {
    await workbench().showOnly('Modules');
    const row = workbench().row('Modules', new RegExp(`^${module}`));
    await row.locator('.label-name').click();
    await row.and(workbench().page.locator('[aria-selected="true"]')).waitFor();
    await workbench().showOnly(view);
    await workbench().view(view).locator('.pane-header', { hasText: module }).waitFor();
  }

  async function replyTo(action: string, argument?: string): Promise<string> {
    const row = workbench().row('Actions', new RegExp(`^${action}`));
    await workbench().clickInline(row, 'Run Action…');
    if (argument !== undefined) await workbench().answer('handed over as it is typed', argument);
    return eventually(`${action} replies`, async () => /→ .+/.exec(await row.innerText())?.[0]);
  }

  it('are installed when they are opened, without a question, when the user wants it so', async () => {
    await workbench().showContainer('PM2 Modules');
    // Rows out of sight are not in the page, and the other views come with the first module.
    await workbench().view('Probes').locator('.pane-header').waitFor();
    await workbench().showOnly('Modules');
    for (const name of [MONIT, ...ES_MODULES]) {
      await workbench()
        .row('Modules', new RegExp(`^${name}.*online`))
        .waitFor();
    }
    assert.equal(await workbench().rows('Modules').count(), 1 + ES_MODULES.length, 'none is unfolded');
    assert.deepEqual(await workbench().notifications.allTextContents(), []);
    await workbench().screenshot('real modules');
  });

  it('pm2-server-monit shows its 11 own probes alive', async () => {
    await choose(MONIT, 'Probes');
    for (const [name, unit] of Object.entries(PROBES)) {
      await workbench()
        .row('Probes', new RegExp(`^${name.replaceAll('.', '\\.')}\\s*[\\d.,]+\\s*${unit}`))
        .waitFor();
    }
    // Which of them changes is the machine's to say: one that is busy uses 100 % of its CPU all the time.
    const values = async (): Promise<string> => (await workbench().rowTexts('Probes')).join('\n');
    const first = await values();
    await eventually('another value', async () => (await values()) !== first);
    await workbench().screenshot('real modules probes');
  });

  it('pm2-server-monit replies to each of its actions, run from its row', async () => {
    await choose(MONIT, 'Actions');
    for (const action of ACTIONS) await replyTo(action);
    await workbench().screenshot('real modules actions');
  });

  for (const name of ES_MODULES) {
    it(`${name} shows its probe, replies from its rows, is restarted by a save and logs`, async () => {
      await choose(name, 'Actions');
      // The actions of the module before have been run.
      await workbench()
        .row('Actions', /^visit(?!.*→)/)
        .waitFor();
      assert.match(await replyTo('visit'), /^→ {"visits":1}/);
      assert.match(await replyTo('greet', 'World'), /^→ "?Hello, World/);
      await choose(name, 'Probes');
      await workbench()
        .row('Probes', /^Visits\s*1\b/)
        .waitFor();
      appendFileSync(path.join(folder, name, 'index.js'), "\nconsole.log('saved again');\n");
      await workbench()
        .row('Probes', /^Visits\s*0\b/)
        .waitFor();
      await workbench().runCommand('PM2 Module: Show Log');
      await workbench().pick(name);
      await eventually('the log', async () => {
        assert.ok((await workbench().outputChannel()).includes(name)); // another module's says the same
        return (await workbench().outputLines()).some((line) => line.includes('saved again'));
      });
    });
  }
});
