import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { choosePath } from './support/fileDialog';
import { tooltipOf } from './support/tooltip';
import { useWorkbench } from './support/useWorkbench';

/** What a library's sample module must show. */
interface Sample {
  readonly module: string;
  /** Each probe with its icon. */
  readonly probes: readonly (readonly [RegExp, string])[];
  readonly isScoped: boolean;
  /** What the library sends of each thing that the module reports. */
  readonly issues: readonly RegExp[];
  readonly tooltip: readonly RegExp[];
}

const configuration = /Configuration days_interval 7 · api_token ••••••/;
const own = [configuration, /Widget cpu · #111111/, /Port 8080/] as const;
const uncaught = [/^Nobody returns this book/, /^The roof leaks/] as const;

const samples: readonly Sample[] = [
  {
    module: 'sampler-pmx',
    probes: [
      [/^Readers.*12 people/, 'pulse'],
      [/^Requests.*5/, 'symbol-number'],
      [/^Rate.*req\/sec/, 'dashboard'],
      [/^Latency.*8\.25 ms/, 'graph'],
      [/^State.*open/, 'pulse'],
    ],
    isScoped: true,
    issues: [/^The library is closed/, /^{"success":false,"shelf":"B"}/, /^There is no shelf Z/, ...uncaught],
    tooltip: [...own, /Library pmx 1\.6\.8/],
  },
  {
    module: 'sampler-io',
    probes: [
      [/^Readers.*12 people/, 'pulse'],
      [/^Requests.*5/, 'pulse'],
      [/^Rate.*req\/sec/, 'dashboard'],
      [/^Latency p95.*8\.25 ms/, 'graph'],
      [/^State.*open/, 'pulse'],
    ],
    isScoped: true,
    issues: [
      /Non-error value: "The library is closed"/,
      /Non-error value: {"success":false,"shelf":"B"}/,
      /^RangeError: There is no shelf Z/,
      ...uncaught,
    ],
    tooltip: [...own, /Library @pm2\/io 6\.1\.0/],
  },
  {
    module: 'sampler-tx2',
    probes: [
      [/^Readers.*12 people/, 'pulse'],
      [/^Requests.*5/, 'pulse'],
      [/^Rate.*req\/sec/, 'dashboard'],
      [/^Latency p95.*8\.25 ms/, 'graph'],
      [/^State.*open/, 'pulse'],
    ],
    isScoped: false,
    issues: [/^The library is closed/, /^{"success":false,"shelf":"B"}/, /^There is no shelf Z/, ...uncaught],
    tooltip: [configuration],
  },
];

/** Every row of every view is in sight on a screen that is so high, in pixels. */
const HEIGHT = 2_400;
/** By then a click on a module's row has made it the one that the views speak of, in milliseconds. */
const CHOICE_PATIENCE_MS = 2_000;

describe('a module with each client library', () => {
  const makeFolder = tempFolder();
  const recordings = makeFolder();

  function writeWorkspace(): string {
    const folder = makeFolder();
    const folders = samples.map(({ module }) => installModule(module, folder));
    const file = path.join(folder, 'samples.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: folders.map((one) => ({ path: one })) }));
    return file;
  }

  const workbench = useWorkbench(() => ({
    theme: 'dark',
    target: writeWorkspace(),
    settings: { 'pm2Modules.autoInstall': true, 'pm2Modules.issues.notify': false },
  }));

  before(async () => {
    await workbench().page.setViewportSize({ width: 1_400, height: HEIGHT });
    await workbench().showContainer('PM2 Modules');
    await workbench().expandView('Issues');
    await workbench().expandView('Events');
    for (const { module } of samples) {
      await workbench()
        .row('Modules', new RegExp(`^${module}.*online`))
        .waitFor();
    }
  });

  const action = (text: string | RegExp): Locator => workbench().row('Actions', text);
  const run = (name: string | RegExp): Promise<void> => workbench().clickInline(action(name), 'Run Action…');

  for (const { module, probes, isScoped, issues, tooltip } of samples) {
    describe(module, () => {
      before(async () => {
        const row = workbench().row('Modules', new RegExp(`^${module}.*online`));
        const caption = workbench().view('Probes').locator('.description', { hasText: module });
        // Rows move while other modules start.
        await eventually(`${module} is chosen`, async () => {
          await row.click();
          await caption.waitFor({ timeout: CHOICE_PATIENCE_MS });
          return true;
        });
        // The actions of the module before have been run.
        await action(/^visit(?!.*→)/).waitFor();
      });

      it('shows its probes of every type, and those of the runtime', async () => {
        for (const [text, icon] of probes) {
          await workbench().row('Probes', text).locator(`.codicon-${icon}`).waitFor();
        }
        await workbench()
          .row('Probes', /^Runtime.*\(\d+\)/)
          .waitFor();
      });

      it('runs its actions, with an argument and without', async () => {
        await run('visit');
        await action(/^visit.*→ {"visits":1}/).waitFor();
        await workbench()
          .row('Probes', /^Readers.*13 people/)
          .waitFor();
        await run('greet');
        await workbench().answer('Whom to greet', 'Emma');
        await action(/^greet.*→ "?Hello, Emma/).waitFor();
      });

      if (isScoped) {
        it('streams what a scoped action says', async () => {
          await run(/^count/);
          await workbench().answer('The argument is handed over', '25');
          await action(/^count.*→ "?counted/).waitFor();
          await workbench().clickInline(action(/^count/), 'Show Output');
          await workbench().page.locator('.editor-instance .view-line', { hasText: 'number 25' }).waitFor();
          await workbench().runCommand('View: Close Editor');
        });
      }

      it('reports a text, an object, an error, and what nobody catches', async () => {
        for (const name of ['notify text', 'notify object', 'notify error', 'reject', 'throw']) {
          await run(name);
          await action(new RegExp(`^${name}.*→ {"done"`)).waitFor();
        }
        for (const text of issues) await workbench().row('Issues', text).waitFor();
        await workbench()
          .row('Modules', new RegExp(`^${module}.*online`))
          .waitFor();
      });

      it('counts its events', async () => {
        await run('emit');
        const row = workbench().row('Events', /^book:lent.*×1/);
        await row.waitFor();
        await workbench().clickInline(row, 'Show Payloads');
        await workbench().page.locator('.editor-instance .view-line', { hasText: '"title": "Emma"' }).waitFor();
        await workbench().runCommand('View: Close Editor');
      });

      it('tells in its tooltip what it has declared, without secrets', async () => {
        const told = await tooltipOf(
          workbench(),
          workbench().row('Modules', new RegExp(`^${module}`)),
          'Configuration',
        );
        for (const text of tooltip) assert.match(told, text);
        assert.doesNotMatch(told, /s3cr3t/);
      });

      it('has its heap and its CPU profiled into files that open', async () => {
        await action(/^Profiling/)
          .locator('.monaco-tl-twistie')
          .click();
        await run('Heap snapshot');
        await action(/^Heap snapshot.*→ .*\.heapsnapshot/).waitFor();
        await run('Start CPU profile');
        await action(/^Start CPU profile.*→/).waitFor();
        await run('Stop CPU profile');
        await action(/^Stop CPU profile.*→ .*\.cpuprofile/).waitFor();
        await workbench().screenshot(`library ${module}`);
        await workbench().clickInline(action(/^Stop CPU profile/), 'Open Profile');
        await workbench().page.locator('.tab', { hasText: '.cpuprofile' }).waitFor();
        await action(/^Heap snapshot/).click(); // out of the profile's webview, which keeps keys to itself
        await workbench().runCommand('View: Close Editor');
        await action(/^Profiling/)
          .locator('.monaco-tl-twistie')
          .click();
      });

      it('has its traffic saved, and opened as a module that does not run', async () => {
        const file = path.join(recordings, module, 'traffic.jsonl');
        mkdirSync(path.dirname(file));
        await workbench().runCommand('PM2 Module: Save Traffic Recording…');
        await workbench().pick(module);
        await workbench().pick('Save what is kept');
        await choosePath(workbench(), file);
        await workbench().notifications.filter({ hasText: 'messages are saved as' }).first().waitFor();
        assert.doesNotMatch(readFileSync(file, 'utf8'), /s3cr3t/);
        await workbench().runCommand('Notifications: Clear All Notifications');
        await workbench().runCommand('PM2 Module: Open Traffic Recording…');
        await choosePath(workbench(), file);
        const recording = workbench().row('Modules', `${module} (recording)`);
        await recording.waitFor();
        await workbench()
          .row('Probes', /^Readers.*people/)
          .waitFor();
        await action(/^greet.*Hello, Emma/).waitFor();
        await workbench()
          .row('Issues', issues[0] ?? '')
          .waitFor();
        await workbench()
          .row('Events', /^book:lent.*×1/)
          .waitFor();
        await workbench().clickInline(recording, 'Close Recording');
        await recording.waitFor({ state: 'hidden' });
      });
    });
  }
});
