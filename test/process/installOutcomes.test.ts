import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { UserError, type Remedy } from '../../src/base/errors';
import type { FolderSettings } from '../../src/shared/coreApi';
import { eventually } from '../support/eventually';
import { nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeFiles } from '../support/writeFiles';

type Files = Readonly<Record<string, unknown>>;

/** A module that comes up: its rows as `name file`, and the codes of its hints. */
interface Online {
  readonly runs: readonly string[];
  readonly hints?: readonly string[];
  /** Saves do not restart it. */
  readonly isNotWatched?: true;
}

/** A module that does not: the whole message, and its ways out in short. `<DIR>` is its folder. */
interface Rejected {
  readonly says: string;
  readonly offers: readonly string[];
}

type Case = { readonly folder?: string; readonly files: Files } & (Online | Rejected);

const up = "console.log('up'); setInterval(() => {}, 1e6);\n";
const main = { name: 'mod', version: '1.0.0', main: 'index.js' };
/** A package.json with that `apps`. */
const app = (...apps: object[]): object => ({ name: 'mod', version: '1.0.0', apps });

/** What people's folders look like, from fine to hopeless. PM2 says of most failures "successfully installed", or shows a stack of its own. */
const cases: Readonly<Record<string, Case>> = {
  'no package.json': {
    files: { 'index.js': up },
    says: '<DIR> has no package.json, so it is not a module. "npm init -y" makes one; then add the "main" file that starts it.',
    offers: ['run npm init -y'],
  },
  'a package.json with a comma too many': {
    files: { 'package.json': '{"name":"bad", }', 'index.js': up },
    says: 'package.json, line 1, column 16: a name in double quotes belongs here, or the comma before is one too many.',
    offers: ['open package.json:1:16'],
  },
  'an empty package.json': {
    files: { 'package.json': '', 'index.js': up },
    says: 'package.json is empty. It needs at least a "name", and a "main" file that starts the module.',
    offers: ['open package.json:1:1'],
  },
  'a package.json that is []': {
    files: { 'package.json': '[]', 'index.js': up },
    says: 'package.json holds [], but must be an object: {"name": …, "main": …}.',
    offers: ['open package.json:1:1'],
  },
  'a package.json with a comment': {
    files: { 'package.json': '{ // hi\n"name":"cmt","main":"index.js"}', 'index.js': up },
    says: 'package.json, line 1, column 3: npm and PM2 take no comments in this file.',
    offers: ['open package.json:1:3'],
  },
  'a package.json with a byte order mark': {
    files: { 'package.json': '\ufeff{"name":"bom","main":"index.js"}', 'index.js': up },
    runs: ['bom index.js'],
  },
  'no name': {
    folder: 'place',
    files: { 'package.json': { version: '1.0.0', main: 'index.js' }, 'index.js': up },
    runs: ['place index.js'],
    hints: ['no-name'],
  },
  'no version': {
    files: { 'package.json': { name: 'mod', main: 'index.js' }, 'index.js': up },
    runs: ['mod index.js'],
  },
  'no main, bin or apps': {
    files: { 'package.json': { name: 'mod' }, 'index.js': up },
    says: 'package.json names no file to start: it has neither "apps" nor "bin" nor "main". PM2 does not look for index.js by itself: add "main": "index.js".',
    offers: ['open package.json:1:1'],
  },
  'an app without script': {
    files: { 'package.json': { name: 'mod', apps: [{}], main: 'index.js' }, 'index.js': up },
    says: 'package.json, line 4: apps[0] has no "script", so there is nothing to start. Add one, or remove "apps" to use "main".',
    offers: ['open package.json:4:5'],
  },
  'empty apps': {
    files: { 'package.json': { name: 'mod', apps: [], main: 'index.js' }, 'index.js': up },
    says: 'package.json, line 3: "apps" is empty, so there is nothing to start. Add a script, or remove "apps" to use "main".',
    offers: ['open package.json:3:3'],
  },
  'apps as an object without script': {
    files: { 'package.json': { name: 'mod', apps: {}, main: 'index.js' }, 'index.js': up },
    says: 'package.json, line 3: "apps" has no "script", so there is nothing to start. Add one, or remove "apps" to use "main".',
    offers: ['open package.json:3:3'],
  },
  'apps as an object': {
    files: { 'package.json': { name: 'mod', apps: { script: 'index.js' } }, 'index.js': up },
    runs: ['mod index.js'],
  },
  'two apps': {
    files: { 'package.json': app({ script: 'index.js' }, { script: 'b.js' }), 'index.js': up, 'b.js': up },
    runs: ['mod:index index.js', 'mod:b b.js'],
    hints: ['several-apps'],
  },
  'two apps with names': {
    files: {
      'package.json': app({ name: 'n1', script: 'index.js' }, { name: 'n2', script: 'b.js' }),
      'index.js': up,
      'b.js': up,
    },
    runs: ['mod:n1 index.js', 'mod:n2 b.js'],
    hints: ['several-apps'],
  },
  'an app that is called otherwise than its package': {
    files: { 'package.json': app({ name: 'other', script: 'index.js' }), 'index.js': up },
    runs: ['mod index.js'],
    hints: ['name-ignored'],
  },
  'a main that is missing': {
    files: { 'package.json': { name: 'mod', main: 'gone.js' }, 'index.js': up },
    says: 'package.json, line 3: "main" names "gone.js", which is not there. Create the file, or correct the name.',
    offers: ['open package.json:3:3'],
  },
  'a main that is not built yet': {
    files: { 'package.json': { name: 'mod', main: 'dist/index.js', scripts: { build: 'tsc' } }, 'index.js': up },
    says: 'package.json, line 3: "main" names "dist/index.js", which is not there yet. "npm run build" may make it; else correct the name.',
    offers: ['run npm run build', 'open package.json:3:3'],
  },
  'a script that is missing': {
    files: { 'package.json': app({ script: 'gone.js' }), 'index.js': up },
    says: 'package.json, line 6: "script" names "gone.js", which is not there. Create the file, or correct the name.',
    offers: ['open package.json:6:7'],
  },
  'a main without extension': {
    files: { 'package.json': { ...main, main: 'index' }, 'index.js': up },
    runs: ['mod index.js'],
    hints: ['main-extension'],
  },
  'a main that is a folder': {
    files: { 'package.json': { ...main, main: 'lib' }, 'lib/index.js': up },
    runs: ['mod lib/index.js'],
  },
  'bin as an object': {
    files: {
      'package.json': { ...main, bin: { mod: 'cli.js' } },
      'index.js': up,
      'cli.js': `#!/usr/bin/env node\n${up}`,
    },
    runs: ['mod cli.js'],
  },
  'bin as a text': {
    files: { 'package.json': { ...main, bin: 'cli.js' }, 'index.js': up, 'cli.js': `#!/usr/bin/env node\n${up}` },
    runs: ['mod cli.js'],
    hints: ['bin-string'],
  },
  'two bins': {
    files: { 'package.json': { name: 'mod', bin: { z: 'z.js', a: 'a.js' } }, 'z.js': up, 'a.js': up },
    runs: ['mod z.js'],
  },
  'pm2 instead of apps': {
    files: { 'package.json': { name: 'mod', pm2: [{ script: 'index.js' }] }, 'index.js': up },
    runs: ['mod index.js'],
  },
  'a scope': { files: { 'package.json': { ...main, name: '@me/mod' }, 'index.js': up }, runs: ['@me/mod index.js'] },
  'a name other than the folder': {
    folder: 'place',
    files: { 'package.json': { ...main, name: 'other' }, 'index.js': up },
    runs: ['other index.js'],
  },
  'a name with spaces and accents': {
    files: { 'package.json': { ...main, name: 'módulo ñ 1' }, 'index.js': up },
    runs: ['módulo ñ 1 index.js'],
  },
  'a name in upper case': {
    files: { 'package.json': { ...main, name: 'MyModule' }, 'index.js': up },
    runs: ['MyModule index.js'],
  },
  'the name all': {
    files: { 'package.json': { ...main, name: 'all' }, 'index.js': up },
    runs: ['all index.js'],
    hints: ['name-reserved'],
  },
  'a number for a name': {
    files: { 'package.json': { ...main, name: '42' }, 'index.js': up },
    runs: ['42 index.js'],
    hints: ['name-reserved'],
  },
  'a folder with spaces and Unicode': {
    folder: 'my mod é 模块',
    files: { 'package.json': main, 'index.js': up },
    runs: ['mod index.js'],
  },
  'an ES module by type': {
    files: { 'package.json': { ...main, type: 'module' }, 'index.js': `import os from 'os';\n${up}` },
    runs: ['mod index.js'],
  },
  'an ES module by extension': {
    files: { 'package.json': { ...main, main: 'index.mjs' }, 'index.mjs': `import os from 'os';\n${up}` },
    runs: ['mod index.mjs'],
  },
  TypeScript: {
    files: { 'package.json': { ...main, main: 'index.ts' }, 'index.ts': `const x: number = 1;\n${up}` },
    says: '"index.ts" is TypeScript, which Node runs from 22.18 on; this is Node 20.20.2. Set pm2Modules.nodePath to a newer one, or build to JavaScript.',
    offers: ['openSetting nodePath', 'setSetting nodePath'],
  },
  Python: {
    files: { 'package.json': { ...main, main: 'main.py' }, 'main.py': 'import time\ntime.sleep(1000)\n' },
    runs: ['mod main.py'],
  },
  'a shell script': {
    files: { 'package.json': { ...main, main: 'main.sh' }, 'main.sh': '#!/bin/bash\nsleep 1000\n' },
    runs: ['mod main.sh'],
  },
  'a dependency that is not installed': {
    files: { 'package.json': { ...main, dependencies: { pmx: '*' } }, 'index.js': `require('pmx');\n${up}` },
    says: `"mod" stopped at once: Cannot find module 'pmx' (index.js:1).`,
    offers: ['run npm install', 'open index.js:1:1', 'showLogs'],
  },
  'a syntax error': {
    files: { 'package.json': main, 'index.js': '\nthis is not js;\n' },
    says: `"mod" stopped at once: SyntaxError: Unexpected identifier 'is' (index.js:2).`,
    offers: ['open index.js:2', 'showLogs'],
  },
  'an exit at once': {
    files: { 'package.json': main, 'index.js': "console.log('up'); process.exit(0);" },
    says: '"mod" ended by itself right after its start. A module has to go on: a server, a timer or initModule() keeps it running, process.exit() ends it.',
    offers: ['showLogs'],
  },
  'options of the wrong type': {
    files: {
      'package.json': app({ script: 'index.js', instances: 'two', max_memory_restart: 'lots', merge_logs: 'yes' }),
      'index.js': up,
    },
    says: 'package.json, line 7: "instances" is "two", but must be a number, or "max".',
    offers: ['open package.json:7:7'],
  },
  'instances: 2': {
    files: { 'package.json': app({ script: 'index.js', instances: 2 }), 'index.js': up },
    runs: ['mod index.js'],
    hints: ['cluster'],
  },
  'exec_mode: cluster': {
    files: { 'package.json': app({ script: 'index.js', exec_mode: 'cluster' }), 'index.js': up },
    runs: ['mod index.js'],
    hints: ['cluster'],
  },
  'watch: false': {
    files: { 'package.json': app({ script: 'index.js', watch: false }), 'index.js': up },
    runs: ['mod index.js'],
    hints: ['watch-off'],
    isNotWatched: true,
  },

  'a syntax error in an ES module': {
    files: {
      'package.json': { ...main, type: 'module' },
      'index.js': "import './b.js';\n",
      'b.js': '\n\nconst b = ;\n',
    },
    says: `"mod" stopped at once: SyntaxError: Unexpected token ';' (b.js:3).`,
    offers: ['open b.js:3', 'showLogs'],
  },
  'a file of its own that is missing': {
    files: { 'package.json': main, 'index.js': "\nrequire('./lib/gone');\n" },
    says: `"mod" stopped at once: Cannot find module './lib/gone' (index.js:2).`,
    offers: ['open index.js:2:1', 'showLogs'],
  },
  'a package that an ES module misses': {
    files: { 'package.json': { ...main, type: 'module' }, 'index.js': "import 'gone-package';\n" },
    says: `"mod" stopped at once: Cannot find package 'gone-package' (index.js).`,
    offers: ['run npm install', 'open index.js', 'showLogs'],
  },
  'an error in a callback': {
    files: { 'package.json': main, 'index.js': 'setTimeout(() => {\n  null.id;\n}, 10);\n' },
    says: `"mod" stopped at once: TypeError: Cannot read properties of null (reading 'id') (index.js:2).`,
    offers: ['open index.js:2:8', 'showLogs'],
  },
  'an exit code without a word': {
    files: { 'package.json': main, 'index.js': 'process.exit(3);' },
    says: '"mod" ended right after its start with exit code 3, and wrote no error.',
    offers: ['showLogs'],
  },
  'a death by signal': {
    files: { 'package.json': main, 'index.js': "process.kill(process.pid, 'SIGKILL');" },
    says: '"mod" was killed by SIGKILL right after its start.',
    offers: ['showLogs'],
  },
  'an argument that Node does not know': {
    files: { 'package.json': app({ script: 'index.js', node_args: '--no-such-flag' }), 'index.js': up },
    says: `"mod" stopped at once: ${nodeBinary(20)}: bad option: --no-such-flag.`,
    offers: ['showLogs'],
  },
  'a shell script that calls what is not there': {
    files: { 'package.json': { ...main, main: 'run.sh' }, 'run.sh': 'no-such-command\n' },
    says: '"mod" stopped at once: <DIR>/run.sh: line 1: no-such-command: command not found.',
    offers: ['showLogs'],
  },
  'a log file that cannot be': {
    files: { 'package.json': app({ script: 'index.js', out_file: 'index.js/out.log' }), 'index.js': up },
    says: `The log file <DIR>/index.js/out.log cannot be written: EEXIST: file already exists, mkdir '<DIR>/index.js'. Make its folder writable, or name another file.`,
    offers: [],
  },
  'a script that is to run once': {
    files: {
      'package.json': app({ script: 'index.js', autorestart: false }),
      'index.js': "console.log('done'); process.exit();",
    },
    runs: ['mod index.js (stopped)'],
  },
};

/** Installations at a time: what comes up is waited for, and what does not needs a processor to fail within a second. */
const COMING_UP_AT_A_TIME = 8;
const FAILING_AT_A_TIME = 2;

describe('The outcome of an installation', function () {
  this.timeout(120_000);
  let core: TestCore;
  const newFolder = tempFolder();
  const settings: Partial<FolderSettings> = { nodePath: nodeBinary(20) };

  function newCore(environment: Readonly<Record<string, string>> = defined(process.env)): TestCore {
    return new TestCore(newFolder(), { environment });
  }

  describe('of a folder with', () => {
    const outcomes = new Map<string, Online | Rejected>();
    after(() => core.end());

    before(async () => {
      core = newCore(withPython());
      const all = Object.entries(cases);
      await installAll(
        all.filter(([, expected]) => 'says' in expected),
        FAILING_AT_A_TIME,
      );
      await installAll(
        all.filter(([, expected]) => 'runs' in expected),
        COMING_UP_AT_A_TIME,
      );
    });

    async function installAll(waiting: [what: string, Case][], atATime: number): Promise<void> {
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [what, { folder = 'mod', files }] = next;
          outcomes.set(what, await outcomeOf(writeFiles(path.join(newFolder(), folder), files)));
        }
      };
      await Promise.all(Array.from({ length: atATime }, work));
    }

    for (const [what, expected] of Object.entries(cases)) {
      it(`${what}: ${'runs' in expected ? 'comes up' : 'says why it does not'}`, () => {
        const { folder, files } = expected;
        assert.deepEqual({ ...(folder !== undefined && { folder }), files, ...outcomes.get(what) }, expected);
      });
    }
  });

  /** Where there is no Python, this one is found. */
  function withPython(): Record<string, string> {
    const folder = writeFiles(newFolder(), { python: '#!/bin/sh\nexec sleep 1000\n' });
    chmodSync(path.join(folder, 'python'), 0o755);
    return { ...defined(process.env), LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}${path.delimiter}${folder}` };
  }

  async function outcomeOf(folder: string): Promise<Online | Rejected> {
    try {
      const { snapshot, id } = await TestModule.install(core, folder, settings);
      await core.service.uninstall(id);
      const runs = snapshot.processes.map(({ name, entry, status }) =>
        [name, path.relative(folder, entry), ...(status === 'online' ? [] : [`(${status})`])].join(' '),
      );
      const hints = snapshot.hints.filter(({ isMinor }) => !isMinor).map(({ code }) => code);
      return {
        runs,
        ...(hints.length > 0 && { hints }),
        ...(snapshot.watching === 'off' && { isNotWatched: true }),
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return {
        says: error.message.replaceAll(folder, '<DIR>'),
        offers: error.remedies.map((one) => inShort(one, folder)),
      };
    }
  }

  describe('where something else is in the way', () => {
    afterEach(() => core.end());

    async function refusal(folder: string, more: Partial<FolderSettings> = settings): Promise<UserError> {
      const error: unknown = await core.install(folder, more).then(String, (reason: unknown) => reason);
      assert.ok(error instanceof UserError, String(error));
      return error;
    }

    const plain = (files: Files = { 'package.json': main, 'index.js': up }): string => writeFiles(newFolder(), files);

    it('says that a folder does not exist, or is a file', async () => {
      core = newCore();
      const file = path.join(plain(), 'index.js');
      const gone = path.join(newFolder(), 'gone');
      assert.equal(
        (await refusal(gone)).message,
        `There is no folder ${gone}. Open the folder where the module is now.`,
      );
      assert.equal((await refusal(file)).message, `${file} is not a folder.`);
      assert.equal(core.modules.size, 0);
    });

    it('says that a Node is too old, and offers the setting', async () => {
      const commands = writeFiles(newFolder(), { node: `#!/bin/sh\necho '["/usr/bin/node","v12.0.0"]'\n` });
      chmodSync(path.join(commands, 'node'), 0o755);
      core = newCore({ PATH: commands });
      const error = await refusal(plain(), {});
      assert.match(
        error.message,
        /^Node 12\.0\.0 is too old: modules run on Node 14 and newer\. Set pm2Modules\.nodePath/,
      );
      assert.ok(error.remedies.some(({ kind }) => kind === 'openSetting'));
      assert.equal(core.process.status, 'errored');
    });

    it('says which option is too large for the system, and runs with a large one', async () => {
      core = newCore();
      const folder = plain({
        'package.json': main,
        'index.js': `console.log(process.env.text.length, JSON.parse(process.env.mod).text.length); ${up}`,
      });
      const conf = (length: number): Files => ({ 'module_conf.json': { mod: { text: 'x'.repeat(length) } } });
      writeFiles(core.home, conf(300_000));
      assert.match(
        (await refusal(folder)).message,
        /^"index\.js" could not be started: its environment is larger than the system takes\. The variable "(mod|text)" alone has 293 KB/,
      );
      writeFiles(core.home, conf(100_000));
      await eventually('its line', () => core.lines.includes('100000 100000'));
    });
  });

  describe('of odd modules', () => {
    afterEach(() => core.end());

    it('shows binary noise without a control character, and what comes after it', async () => {
      core = newCore();
      const script = `const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
        process.stdout.write(bytes); process.stderr.write(bytes); process.stdout.write('\\nafter\\n'); ${up}`;
      await core.install(writeFiles(newFolder(), { 'package.json': main, 'index.js': script }), settings);
      await eventually('the line after it', () => core.lines.includes('after'));
      assert.ok(core.output.every((line) => !/(?!\t)\p{Cc}/u.test(line)));
    });

    it('gives the process the title that PM2 gives it, or the one that is asked for', async () => {
      core = newCore();
      const script = `console.log('I am ' + process.title); ${up}`;
      const folder = writeFiles(newFolder(), { 'package.json': main, 'index.js': script });
      const titled = writeFiles(newFolder(), {
        'package.json': app({ script: 'index.js', env: { PROCESS_TITLE: 'my title' } }),
        'index.js': script,
      });
      await Promise.all([core.install(folder, settings), core.install(titled, settings)]);
      await eventually('the title of PM2', () => core.lines.includes(`I am node ${path.join(folder, 'index.js')}`));
      await eventually('its own title', () => core.lines.includes('I am my title'));
    });
  });
});

/** `open package.json:3:3`, `run npm install`, `showLogs`. */
function inShort(remedy: Remedy, folder: string): string {
  switch (remedy.kind) {
    case 'openFile':
      return `open ${[path.relative(folder, remedy.file), remedy.line, remedy.column].filter(Boolean).join(':')}`;
    case 'runInTerminal':
      return `run ${remedy.command}`;
    case 'openSetting':
    case 'setSetting':
      return `${remedy.kind} ${remedy.key}`;
    default:
      return remedy.kind;
  }
}

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
