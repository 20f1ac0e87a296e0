import assert from 'node:assert/strict';
import { crashFromOutput, type CrashReason } from '../../../../src/core/logs/crashReason';

const folder = '/home/me/my-module';

/** What Node adds to every stack. */
const inner = `    at Module._compile (node:internal/modules/cjs/loader:1521:14)
    at Module._extensions..js (node:internal/modules/cjs/loader:1623:10)
    at Module.load (node:internal/modules/cjs/loader:1266:32)`;

const cases: { what: string; output: string; exitCode?: number; expected: CrashReason | undefined }[] = [
  {
    what: 'an error, with its text, and the first frame of the module itself',
    output: `/home/me/my-module/node_modules/dep/index.js:1
exports.run = function run(cb) { cb(); };
                                 ^

TypeError: cb is not a function
    at Object.run (/home/me/my-module/node_modules/dep/index.js:1:34)
    at own (/home/me/my-module/lib/own.js:12:16)
${inner}

Node.js v20.20.2
`,
    expected: {
      summary: 'TypeError: cb is not a function',
      file: '/home/me/my-module/lib/own.js',
      line: 12,
      column: 16,
    },
  },
  {
    what: 'a missing module of CommonJS (Node 16)',
    output: `node:internal/modules/cjs/loader:1031
  throw err;
  ^

Error: Cannot find module 'express'
Require stack:
- /home/me/my-module/index.js
    at Function.Module._resolveFilename (node:internal/modules/cjs/loader:1028:15)
    at Object.<anonymous> (/home/me/my-module/index.js:3:1)
${inner} {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/home/me/my-module/index.js' ]
}
`,
    expected: { summary: "Cannot find module 'express'", file: '/home/me/my-module/index.js', line: 3, column: 1 },
  },
  {
    what: 'a missing module whose stack is cut short',
    output: `Error: Cannot find module './gone'
Require stack:
- /home/me/my-module/lib/a.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1564:15) {
  code: 'MODULE_NOT_FOUND'
}`,
    expected: { summary: "Cannot find module './gone'", file: '/home/me/my-module/lib/a.js' },
  },
  {
    what: 'a missing package of ESM (Node 24)',
    output: `node:internal/modules/package_json_reader:331
  throw new ERR_MODULE_NOT_FOUND(packageName, fileURLToPath(base), null);
        ^

Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /home/me/my-module/index.mjs
    at Object.getPackageJSONURL (node:internal/modules/package_json_reader:331:9)
    at packageResolve (node:internal/modules/esm/resolve:784:25) {
  code: 'ERR_MODULE_NOT_FOUND'
}

Node.js v24.21.0
`,
    expected: { summary: "Cannot find package 'express'", file: '/home/me/my-module/index.mjs' },
  },
  {
    what: 'a syntax error by the header above it',
    output: `/home/me/my-module/lib/broken.js:3
function f( {
          ^

SyntaxError: Unexpected token '{'
    at wrapSafe (node:internal/modules/cjs/loader:1861:18)
    at Object.<anonymous> (/home/me/my-module/index.js:1:1)
${inner}
`,
    expected: { summary: "SyntaxError: Unexpected token '{'", file: '/home/me/my-module/lib/broken.js', line: 3 },
  },
  {
    what: 'a syntax error at the end of a file, of which nothing can be shown',
    output: `/home/me/my-module/index.js:7\n\n\n\nSyntaxError: Unexpected end of input\n${inner}\n`,
    expected: { summary: 'SyntaxError: Unexpected end of input', file: '/home/me/my-module/index.js', line: 7 },
  },
  {
    what: 'a missing export of ESM',
    output: `file:///home/me/my-module/with%20space.mjs:1
import { nope } from 'fs'
         ^^^^
SyntaxError: The requested module 'fs' does not provide an export named 'nope'
    at ModuleJob._instantiate (node:internal/modules/esm/module_job:123:21)
    at async Promise.all (index 0)
`,
    expected: {
      summary: "SyntaxError: The requested module 'fs' does not provide an export named 'nope'",
      file: '/home/me/my-module/with space.mjs',
      line: 1,
    },
  },
  {
    what: 'an error event that nobody listened to',
    output: `node:events:502
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::8080
    at Server.setupListenHandle [as _listen2] (node:net:1908:16)
    at Server.<anonymous> (/home/me/my-module/index.js:1:86)
Emitted 'error' event on Server instance at:
    at emitErrorNT (node:net:1944:8)
    at process.processTicksAndRejections (node:internal/process/task_queues:82:21) {
  code: 'EADDRINUSE',
  port: 8080
}
`,
    expected: {
      summary: 'listen EADDRINUSE: address already in use :::8080',
      file: '/home/me/my-module/index.js',
      line: 1,
      column: 86,
    },
  },
  {
    what: 'the outer error, not its cause',
    output: `/home/me/my-module/index.js:1
try { null.x } catch (e) { throw new Error('outer', {cause: e}) }
                           ^

Error: outer
    at Object.<anonymous> (/home/me/my-module/index.js:1:34)
    ... 4 lines matching cause stack trace ...
    at node:internal/main/run_main_module:22:47 {
  [cause]: TypeError: Cannot read properties of null (reading 'x')
      at Object.<anonymous> (/home/me/my-module/index.js:1:12)
}
`,
    expected: { summary: 'outer', file: '/home/me/my-module/index.js', line: 1, column: 34 },
  },
  {
    what: 'an error of a class of its own, whatever it is called',
    output: `MyFailure: custom\n    at Object.<anonymous> (/home/me/my-module/index.js:1:7)\n${inner}\n`,
    expected: { summary: 'MyFailure: custom', file: '/home/me/my-module/index.js', line: 1, column: 7 },
  },
  {
    what: 'an error without a text',
    output: `Error\n    at Object.<anonymous> (/home/me/my-module/index.js:1:7)\n${inner}\n`,
    expected: { summary: 'Error', file: '/home/me/my-module/index.js', line: 1, column: 7 },
  },
  {
    what: 'the first line of a text with several, and what an assertion found',
    output: `AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

1 !== 2

    at Object.<anonymous> (/home/me/my-module/index.js:1:19)
${inner} {
  generatedMessage: true,
  code: 'ERR_ASSERTION'
}
`,
    expected: {
      summary: 'AssertionError: Expected values to be strictly equal: 1 !== 2',
      file: '/home/me/my-module/index.js',
      line: 1,
      column: 19,
    },
  },
  {
    what: 'a thrown string',
    output: `
/home/me/my-module/index.js:3
throw 'just text';
^
just text
(Use \`node --trace-uncaught ...\` to show where the exception was thrown)

Node.js v24.21.0
`,
    expected: { summary: 'just text', file: '/home/me/my-module/index.js', line: 3 },
  },
  {
    what: 'a thrown string of which a library printed only the text, once the exit code tells of an error',
    output: '(node:12) Warning: careful\njust text\n',
    exitCode: 1,
    expected: { summary: 'just text' },
  },
  { what: 'nothing of the same output when it ended well', output: 'just text\n', expected: undefined },
  {
    what: 'a rejected promise (Node 16 prints no stack)',
    output: `node:internal/process/promises:279
            triggerUncaughtException(err, true /* fromPromise */);
            ^

[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "why not".] {
  code: 'ERR_UNHANDLED_REJECTION'
}
`,
    expected: { summary: 'Unhandled rejection: why not' },
  },
  {
    what: 'that memory ran out',
    output: `TypeError: handled, long ago
    at Object.<anonymous> (/home/me/my-module/index.js:1:19)
working
<--- Last few GCs --->
[5151:0x21983e20]       58 ms: Mark-Compact 56.0 (88.4) -> 56.0 (88.4) MB
<--- JS stacktrace --->

FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----
 1: 0xb78db3 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]
`,
    expected: { summary: 'JavaScript heap out of memory' },
  },
  {
    what: 'the last of several errors',
    output: `Error: handled, says the log
(node:4512) Warning: careful
/home/me/my-module/late.js:2
  throw new RangeError('late')
  ^

RangeError: late
    at Timeout._onTimeout (/home/me/my-module/late.js:2:9)
    at listOnTimeout (node:internal/timers:559:17)
`,
    expected: { summary: 'RangeError: late', file: '/home/me/my-module/late.js', line: 2, column: 9 },
  },
  {
    what: 'nothing of an error after which the module went on',
    output: `Error: handled\n    at f (/home/me/my-module/a.js:1:1)\n${'another request\n'.repeat(20)}`,
    expected: undefined,
  },
  {
    what: "Python's error, and the innermost line of the module",
    output: `Traceback (most recent call last):
  File "/home/me/my-module/main.py", line 4, in <module>
    f()
  File "/home/me/my-module/lib.py", line 3, in f
    raise ValueError('bad value')
ValueError: bad value
`,
    expected: { summary: 'ValueError: bad value', file: '/home/me/my-module/lib.py', line: 3 },
  },
  {
    what: "a shell's complaint",
    output: '/home/me/my-module/run.sh: line 3: nope: command not found\n',
    exitCode: 127,
    expected: { summary: '/home/me/my-module/run.sh: line 3: nope: command not found' },
  },
  { what: 'nothing where nothing was said', output: '', exitCode: 1, expected: undefined },
  {
    what: 'no place outside of the module',
    output: `Error: elsewhere\n    at f (/home/me/my-module-2/a.js:1:1)\n    at g (/usr/lib/x.js:2:2)\n`,
    expected: { summary: 'elsewhere' },
  },
];

describe('crashFromOutput', () => {
  for (const { what, output, exitCode, expected } of cases) {
    it(`tells ${what}`, () => assert.deepEqual(crashFromOutput(output, folder, exitCode), expected));
  }

  it('bears line ends of Windows and lines without end', () => {
    const output = `Error: ${'x'.repeat(100_000)}\r\n    at f (/home/me/my-module/a.js:1:2)\r\n`;
    const { summary, ...place } = crashFromOutput(output, folder) ?? { summary: '' };
    assert.deepEqual([summary.length, place], [301, { file: '/home/me/my-module/a.js', line: 1, column: 2 }]);
  });
});
