import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/base/errors';
import { InterpreterResolver, type Interpreter, type InterpreterInput } from '../../src/core/process/interpreter';
import { nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

type App = InterpreterInput['app'];

describe('InterpreterResolver', function () {
  this.timeout(60_000);
  const makeFolder = tempFolder();

  /** A folder of commands that stands for PATH, apart from the module's. */
  function commands(scripts: Readonly<Record<string, string>>): string {
    const folder = writeFiles(makeFolder(), scripts);
    for (const name of Object.keys(scripts)) chmodSync(path.join(folder, name), 0o755);
    return folder;
  }

  function input(file: string, app: Partial<App> = {}, more: Partial<InterpreterInput> = {}): InterpreterInput {
    const folder = more.folder ?? writeFiles(makeFolder(), { [file]: '' });
    return {
      app: { name: 'mod', script: path.join(folder, file), interpreterArgs: [], env: {}, ...app },
      folder,
      nodePath: '',
      editorNode: { execPath: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } },
      environment: { PATH: path.dirname(process.execPath) },
      ...more,
    };
  }

  const resolve = (of: InterpreterInput): Promise<Interpreter> => new InterpreterResolver().resolve(of);

  async function refusal(of: InterpreterInput): Promise<UserError> {
    try {
      await resolve(of);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      return error;
    }
    throw new assert.AssertionError({ message: 'an interpreter was found' });
  }

  describe('for Node', () => {
    it('takes the Node that answers to node on PATH, and its version', async () => {
      assert.deepEqual(await resolve(input('a.js', { interpreterArgs: ['--trace-warnings'] })), {
        command: process.execPath,
        args: ['--trace-warnings'],
        env: {},
        isNode: true,
        version: process.versions.node,
        word: 'node',
      });
    });

    it('asks in the folder, as version managers choose by it, and calls the Node behind them', async () => {
      const shim = `#!/bin/sh\necho chosen for $(basename "$PWD")\nexec "$(cat chosen)" "$@"\n`;
      const environment = { PATH: [commands({ node: shim }), '/usr/bin', '/bin'].join(path.delimiter) };
      const resolver = new InterpreterResolver();
      for (const chosen of [nodeBinary(24), process.execPath]) {
        const folder = writeFiles(makeFolder(), { 'a.js': '', chosen });
        const { command, version } = await resolver.resolve(input('a.js', {}, { folder, environment }));
        assert.equal(command, chosen);
        assert.equal(version?.startsWith('24.'), chosen === nodeBinary(24));
      }
    });

    it('asks once, until it is told to forget', async () => {
      const count = '#!/bin/sh\necho >> asked\nexec "$REAL" "$@"\n';
      const environment = { PATH: commands({ node: count }), REAL: process.execPath };
      const of = input('a.js', {}, { environment });
      const resolver = new InterpreterResolver();
      const asked = (): number => readFileSync(path.join(of.folder, 'asked'), 'utf8').length;
      await Promise.all([resolver.resolve(of), resolver.resolve(of)]);
      await resolver.resolve(of);
      assert.equal(asked(), 1);
      resolver.clear();
      await resolver.resolve(of);
      assert.equal(asked(), 2);
    });

    it('asks for many folders at once without a word of Node about leaks', async () => {
      const warnings: string[] = [];
      const note = ({ name }: Error): unknown => warnings.push(name);
      process.on('warning', note);
      const environment = { PATH: commands({ node: `#!/bin/sh\necho '["${process.execPath}","v20.0.0"]'\n` }) };
      const resolver = new InterpreterResolver();
      await Promise.all(Array.from({ length: 20 }, () => resolver.resolve(input('a.js', {}, { environment }))));
      await new Promise((resolve) => setImmediate(resolve)); // Node tells of warnings a moment later
      process.off('warning', note);
      assert.deepEqual(warnings, []);
    });

    it('asks again after a failure, and when the Node is gone', async () => {
      const folder = makeFolder();
      const link = path.join(folder, 'real');
      const bin = commands({ node: '#!/bin/sh\necho no such version >&2\nexit 3\n' });
      const of = input('a.js', {}, { environment: { PATH: bin } });
      const resolver = new InterpreterResolver();
      await assert.rejects(
        resolver.resolve(of),
        /does not run as Node in .*: no such version\. Set pm2Modules\.nodePath/,
      );
      // Says the path of the link, as a Node in the folder of a version manager would.
      writeFiles(bin, { node: `#!/bin/sh\necho '["${link}","v20.1.0"]'\n` });
      symlinkSync(process.execPath, link);
      assert.equal((await resolver.resolve(of)).version, '20.1.0');
      writeFiles(bin, { node: `#!/bin/sh\necho '["${process.execPath}","v21.1.0"]'\n` });
      assert.equal((await resolver.resolve(of)).version, '20.1.0');
      rmSync(link);
      assert.equal((await resolver.resolve(of)).version, '21.1.0');
    });

    it('takes the path in the setting, and a command in it from PATH', async () => {
      const environment = { PATH: '/nowhere' };
      const byPath = await resolve(input('a.js', {}, { nodePath: nodeBinary(24), environment }));
      assert.equal(byPath.command, nodeBinary(24));
      const PATH = makeFolder();
      symlinkSync(nodeBinary(24), path.join(PATH, 'node24'));
      const byName = await resolve(input('a.js', {}, { nodePath: 'node24', environment: { PATH } }));
      assert.match(byName.version ?? '', /^24\./);
    });

    it("takes the editor's own, with what makes it act as Node", async () => {
      const { command, env, isNode, version } = await resolve(
        input('a.js', {}, { nodePath: 'editor', environment: { PATH: '/nowhere' } }),
      );
      assert.deepEqual([command, env, isNode], [process.execPath, { ELECTRON_RUN_AS_NODE: '1' }, true]);
      assert.equal(version, process.versions.node);
    });

    it('lets the setting choose which Node "interpreter": "node" is', async () => {
      const of = input('a.js', { interpreter: 'node' }, { nodePath: nodeBinary(24) });
      assert.equal((await resolve(of)).command, nodeBinary(24));
    });

    it('takes a declared path to a Node, before the setting', async () => {
      const declared = nodeBinary(24);
      const found = await resolve(input('a.js', { interpreter: declared }, { nodePath: process.execPath }));
      assert.deepEqual([found.command, found.isNode, found.word], [declared, true, declared]);
    });

    it("finds nvm's Node for node@<version>", async () => {
      const nvm = makeFolder();
      writeFiles(nvm, { 'versions/node/v24.1.0/bin/keep': '' });
      symlinkSync(nodeBinary(24), path.join(nvm, 'versions/node/v24.1.0/bin/node'));
      const environment = { NVM_DIR: nvm, PATH: '' };
      const found = await resolve(input('a.js', { interpreter: 'node@24.1.0' }, { environment }));
      assert.ok(found.isNode && found.version?.startsWith('24.'));
      const error = await refusal(input('a.js', { interpreter: 'node@9.0.0' }, { environment }));
      assert.match(error.message, /"node@9\.0\.0" is not installed.*run "nvm install 9\.0\.0"/);
    });

    it('says that there is none, and offers the setting and the Node of the editor', async () => {
      const error = await refusal(input('a.js', {}, { environment: { PATH: makeFolder() } }));
      assert.match(
        error.message,
        /^There is no Node on PATH to run "mod" with\. Set pm2Modules\.nodePath, or use the editor's own Node\.$/,
      );
      assert.deepEqual(
        error.remedies.map((remedy) =>
          'value' in remedy ? [remedy.kind, remedy.key, remedy.value] : [remedy.kind, 'key' in remedy && remedy.key],
        ),
        [
          ['openSetting', 'nodePath'],
          ['setSetting', 'nodePath', 'editor'],
        ],
      );
    });

    for (const [nodePath, says] of [
      ['/no/such/node', /pm2Modules\.nodePath is \/no\/such\/node, which is no file that can be run/],
      ['./bin/node', /must be an absolute path, a command, or "editor"/],
      ['node99', /There is no node99 on PATH/],
    ] as const) {
      it(`says what is wrong with the setting ${nodePath}`, async () => {
        assert.match((await refusal(input('a.js', {}, { nodePath }))).message, says);
      });
    }

    it('says that a Node is too old', async () => {
      const environment = { PATH: commands({ node: `#!/bin/sh\necho '["${process.execPath}","v12.22.0"]'\n` }) };
      assert.match(
        (await refusal(input('a.js', {}, { environment }))).message,
        /^Node 12\.22\.0 is too old: modules run on Node 14/,
      );
    });

    it('says that what was found is no Node', async () => {
      const environment = { PATH: commands({ node: '#!/bin/sh\necho hello\n' }) };
      assert.match(
        (await refusal(input('a.js', {}, { environment }))).message,
        /does not run as Node in .*: hello\. Set/,
      );
    });

    it("never takes a Node of the module's own folder", async () => {
      const folder = commands({ 'a.js': '', node: '#!/bin/sh\ntouch "$OLDPWD/ran"\n' });
      for (const PATH of [folder, '.', '', path.join(folder, 'bin')]) {
        const error = await refusal(input('a.js', {}, { folder, environment: { PATH } }));
        assert.match(error.message, /There is no Node on PATH/);
      }
    });
  });

  describe('for TypeScript', () => {
    const pretend = (version: string): Partial<InterpreterInput> => ({
      environment: { PATH: commands({ node: `#!/bin/sh\necho '["${process.execPath}","v${version}"]'\n` }) },
    });

    it('takes a Node that strips types as it is', async () => {
      assert.deepEqual((await resolve(input('a.ts', {}, { nodePath: nodeBinary(24) }))).args, []);
      for (const version of ['22.18.0', '22.99.0', '23.6.0', '24.0.0']) {
        assert.deepEqual((await resolve(input('a.mts', {}, pretend(version)))).args, [], version);
      }
    });

    it('adds the flag where Node needs one', async () => {
      for (const version of ['22.6.0', '22.17.1', '23.0.0', '23.5.0']) {
        const { args } = await resolve(input('a.cts', { interpreterArgs: ['--x'] }, pretend(version)));
        assert.deepEqual(args, ['--experimental-strip-types', '--x'], version);
      }
    });

    it('says which Node runs it, and offers the setting', async () => {
      for (const version of ['14.0.0', '20.20.2', '22.5.1']) {
        const error = await refusal(input('a.ts', {}, pretend(version)));
        assert.match(
          error.message,
          /"a\.ts" is TypeScript, which Node runs from 22\.18 on; this is Node .*Set pm2Modules\.nodePath/,
        );
        assert.ok(error.message.includes(version));
        assert.equal(error.remedies[0]?.kind, 'openSetting');
      }
    });

    it('leaves it to a loader that the module brings', async () => {
      for (const app of [
        { interpreterArgs: ['--import', 'tsx'] },
        { interpreterArgs: ['-r', 'ts-node/register'] },
        { env: { NODE_OPTIONS: '--max-old-space-size=99 --import=tsx' } },
      ]) {
        const { args } = await resolve(input('a.ts', app, pretend('18.0.0')));
        assert.deepEqual(args, app.interpreterArgs ?? []);
      }
    });

    it('says that no Node runs TSX', async () => {
      assert.match(
        (await refusal(input('a.tsx', {}, pretend('24.0.0')))).message,
        /Node does not run "a\.tsx".*"\.\/node_modules\/\.bin\/tsx"/,
      );
    });
  });

  describe('for other languages', () => {
    it('goes by the extension', async () => {
      const names = ['python', 'bash', 'ruby', 'php', 'perl'];
      const PATH = commands(Object.fromEntries(names.map((name) => [name, '#!/bin/sh\n'])));
      for (const [index, file] of ['a.py', 'a.sh', 'a.rb', 'a.php', 'a.pl'].entries()) {
        const word = names[index] ?? '';
        const found = await resolve(input(file, { interpreterArgs: ['-x'] }, { environment: { PATH } }));
        const env = word === 'python' ? { PYTHONUNBUFFERED: '1' } : {};
        assert.deepEqual(found, { command: path.join(PATH, word), args: ['-x'], env, isNode: false, word });
      }
    });

    it('takes python3 where there is no python', async () => {
      const PATH = commands({ python3: '#!/bin/sh\n' });
      const { command, word } = await resolve(input('a.py', {}, { environment: { PATH } }));
      assert.deepEqual([command, word], [path.join(PATH, 'python3'), 'python3']);
    });

    it('says what is missing', async () => {
      const error = await refusal(input('a.rb', {}, { environment: { PATH: makeFolder() } }));
      assert.equal(
        error.message,
        '"a.rb" needs ruby, which is not on PATH. Install it, or name another "interpreter".',
      );
    });

    it('takes what is declared, from PATH', async () => {
      const PATH = commands({ deno: '#!/bin/sh\n' });
      const { command, isNode, word } = await resolve(
        input('a.js', { interpreter: 'deno' }, { environment: { PATH } }),
      );
      assert.deepEqual([command, isNode, word], [path.join(PATH, 'deno'), false, 'deno']);
    });

    it("takes a declared path, relative to the module's folder", async () => {
      const folder = commands({ 'a.ts': '', 'node_modules/.bin/tsx': '#!/bin/sh\n' });
      const { command } = await resolve(input('a.ts', { interpreter: './node_modules/.bin/tsx' }, { folder }));
      assert.equal(command, path.join(folder, 'node_modules/.bin/tsx'));
    });

    it('opens the line that declares what is missing', async () => {
      const of = input('a.js', { interpreter: 'no-such-thing', interpreterLine: 7 });
      const error = await refusal(of);
      assert.match(
        error.message,
        /^package\.json, line 7: the interpreter "no-such-thing" is not on PATH\. .*"\.\/node_modules\/\.bin\/no-such-thing"\.$/,
      );
      assert.deepEqual(error.remedies, [{ kind: 'openFile', file: path.join(of.folder, 'package.json'), line: 7 }]);
      const byPath = await refusal(input('a.js', { interpreter: './no-such-thing', interpreterLine: 7 }));
      assert.match(byPath.message, /line 7: the interpreter "\.\/no-such-thing" is no file that can be run/);
    });
  });

  describe('for files without a known extension', () => {
    it('takes a script for Node to Node', async () => {
      for (const head of [
        '#!/usr/bin/env node\n',
        '#!/usr/bin/node --x\n',
        '#! /usr/bin/env -S node --y\n',
        'console.log(1)\n',
        '',
      ]) {
        const folder = writeFiles(makeFolder(), { 'bin/x': head });
        assert.equal((await resolve(input('bin/x', {}, { folder }))).isNode, true, head);
      }
    });

    it('runs another script, a binary, and what is declared so, by itself', async () => {
      for (const [head, interpreter] of [
        ['#!/bin/sh\n', undefined],
        ['\x7fELF\0\0', undefined],
        ['console.log(1)', 'none'],
      ] as const) {
        const folder = commands({ x: head });
        const script = path.join(folder, 'x');
        const found = await resolve(
          input('x', interpreter ? { interpreter, interpreterArgs: ['-x'] } : {}, { folder }),
        );
        assert.deepEqual(found, { command: script, args: [], env: {}, isNode: false, word: 'none' });
      }
    });

    it('says that it is not executable, and offers to make it so', async () => {
      const folder = writeFiles(makeFolder(), { x: '#!/bin/sh\n' });
      const error = await refusal(input('x', {}, { folder }));
      assert.match(error.message, /"x" is to run by itself, but is not executable/);
      assert.deepEqual(error.remedies, [
        { kind: 'runInTerminal', command: `chmod +x ${path.join(folder, 'x')}`, cwd: folder },
      ]);
    });
  });
});
