import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeFiles } from '../support/writeFiles';

const STAY = 'setInterval(() => {}, 1000);';

interface Trap {
  /** Code of the hint. */
  readonly hint: string;
  /** Fixture whose start file is replaced. */
  readonly module: 'pmx-cjs' | 'io6-cjs';
  readonly text: string;
  /** The action that springs it; absent: the start does. */
  readonly action?: string;
}

const traps: readonly Trap[] = [
  { hint: 'null-message', module: 'io6-cjs', text: `process.send(null); ${STAY}` },
  { hint: 'idle', module: 'pmx-cjs', text: "require('pmx').initModule({}); console.log('hello');" },
  { hint: 'pid-unknown', module: 'pmx-cjs', text: `require('pmx').initModule({ pid: null }); ${STAY}` },
  {
    hint: 'reply-empty',
    module: 'pmx-cjs',
    text: `const pmx = require('pmx'); pmx.initModule({}); pmx.action('run', (reply) => reply());`,
    action: 'run',
  },
  {
    hint: 'reply-unsendable',
    module: 'io6-cjs',
    text: `require('@pm2/io').action('run', (reply) => reply({ big: 1n })); ${STAY}`,
    action: 'run',
  },
  {
    hint: 'scoped-throw',
    module: 'pmx-cjs',
    text: `const pmx = require('pmx'); pmx.initModule({});
      pmx.scopedAction('run', () => setTimeout(() => { throw new Error('boom'); }, 10));`,
    action: 'run',
  },
];

describe('Where PM2 or a library is broken', () => {
  let core: TestCore | undefined;
  after(() => core?.end());
  const newFolder = tempFolder();
  const modules = new Map<string, TestModule>();

  before(async () => {
    const started = new TestCore(newFolder());
    core = started;
    writeFiles(started.home, { 'module_conf.json': { 'pmx-cjs': { greeting: '0010' } } });
    await started.service.setInterest({ usage: false, probes: true, actions: true, events: false, traffic: [] });
    const install = async ({ hint, module, text }: Trap): Promise<void> => {
      const folder = installModule(module, newFolder());
      writeFileSync(path.join(folder, 'index.js'), text);
      modules.set(hint, await TestModule.install(started, folder));
    };
    await Promise.all(traps.map(install));
  });

  for (const { hint, action } of traps) {
    it(`the author is told: ${hint}`, async () => {
      const module = modules.get(hint);
      assert.ok(module);
      if (action !== undefined) {
        await eventually('the action', () => module.action(action));
        await module.run(action);
      }
      await eventually('the hint', () => module.snapshot.hints.some(({ code }) => code === hint));
    });
  }

  it('the author is told where an option stands that does not reach the module as it is', async () => {
    const hint = modules.get('pid-unknown')?.snapshot.hints.find(({ code }) => code === 'option-cast');
    assert.equal(hint?.file, path.join(core?.home ?? '', 'module_conf.json'));
  });
});
