import { writeModule } from '../support/writeModule';

/** One module that the soak runs. */
export interface SoakModule {
  readonly name: string;
  readonly folder: string;
  /** It has actions. */
  readonly isNode: boolean;
  readonly processes: number;
  /** What a content file says; `undefined`: half-typed code. */
  readonly contentOf: (number: number | undefined) => string;
  /** The file that each life prints as `content <number>`. */
  readonly contentFile: string;
}

/** Lines that one flood prints. */
export const FLOOD_LINES = 5_000;

const body = `
console.log('content ' + content);
const send = (message) => process.send && process.connected && process.send(message);
for (const name of ['ping', 'flood', 'crash', 'family', 'report']) {
  send({ type: 'axm:action', data: { action_name: name } });
}
let ticks = 0;
setInterval(() => send({ type: 'axm:monitor', data: { ticks: { value: ++ticks, agg_type: 'max' } } }), 200);
const does = {
  ping: () => {},
  flood: () => { for (let line = 0; line < ${FLOOD_LINES}; line++) console.log('flood ' + line); },
  crash: () => setImmediate(() => { throw new Error('crash of ' + content); }),
  family: () => {
    spawn('sleep', ['600'], { stdio: 'ignore' });
    spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
    spawn('sh', ['-c', 'sleep 600 &'], { stdio: 'ignore', detached: true });
  },
  report: () => {
    send({ type: 'human:event', data: { __name: 'reported', content } });
    send({ type: 'process:exception', data: { message: 'reported ' + content % 7, stack: 'Error: reported' } });
  },
};
process.on('message', (message) => {
  const name = typeof message === 'string' ? message : message && message.msg;
  if (!does[name]) return;
  send({ type: 'axm:reply', data: { return: content, action_name: name } });
  does[name]();
});
`;

/** A module of each sort: CommonJS, ES module, two processes in one package, a shell script. */
export function writeSoakModules(parent: string): SoakModule[] {
  const cjs = (number: number | undefined): string =>
    number === undefined ? 'module.exports = {' : `module.exports = ${number};`;
  const esm = (number: number | undefined): string =>
    number === undefined ? 'export default {' : `export default ${number};`;
  const commonJs = `const { spawn } = require('child_process');\nconst content = require('./lib/content.js');\n${body}`;
  const module = `import { spawn } from 'node:child_process';\nimport content from './lib/content.js';\n${body}`;
  const quick = { min_uptime: 100, kill_timeout: 500 };
  const more = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`many/${at}.js`, '0;']));
  const node = { isNode: true, processes: 1, contentFile: 'lib/content.js' };
  const content = { 'lib/content.js': cjs(0) };
  return [
    {
      ...node,
      name: 'common',
      folder: writeModule(
        parent,
        'common',
        { 'index.js': commonJs, ...content, ...more },
        { apps: [{ script: 'index.js', ...quick }] },
      ),
      contentOf: cjs,
    },
    {
      ...node,
      name: 'esm',
      folder: writeModule(
        parent,
        'esm',
        { 'index.js': module, 'lib/content.js': esm(0), ...more },
        { type: 'module', apps: [{ script: 'index.js', ...quick }] },
      ),
      contentOf: esm,
    },
    {
      ...node,
      name: 'twins',
      processes: 2,
      folder: writeModule(
        parent,
        'twins',
        { 'index.js': commonJs, ...content, ...more },
        { apps: ['one', 'two'].map((name) => ({ name, script: 'index.js', ...quick })) },
      ),
      contentOf: cjs,
    },
    {
      name: 'shell',
      isNode: false,
      processes: 1,
      folder: writeModule(
        parent,
        'shell',
        {
          'main.sh': 'read content < content.txt\necho "content $content"\nsleep 600 &\nwait\n',
          'content.txt': '0\n',
          ...more,
        },
        { apps: [{ script: 'main.sh', interpreter: 'sh', ...quick }] },
      ),
      contentFile: 'content.txt',
      contentOf: (number) => `${number ?? 'half'}\n`,
    },
  ];
}
