import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { containers, type Contained } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

/** Longer than the container waits before it looks for the first time. */
const FIRST_LOOK_PASSED_MS = 4_000;

const busy: Readonly<Record<string, string>> = {
  'a timer': `setTimeout(() => console.log('over'), ${FIRST_LOOK_PASSED_MS});`,
  'a server': `const server = require('net').createServer().listen(0);
    setTimeout(() => server.close(() => console.log('over')), ${FIRST_LOOK_PASSED_MS}).unref();`,
  'a listener of its own to the channel': `const listen = () => {};
    process.on('message', listen);
    setTimeout(() => { process.off('message', listen); console.log('over'); }, ${FIRST_LOOK_PASSED_MS}).unref();`,
};

describe('A process with nothing left to do', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  const start = (text: string, preload = true): Contained => {
    const module = startContainer({ folder: newFolder() });
    module.go(path.join(writeFiles(newFolder(), { 'index.js': text }), 'index.js'), { preload });
    return module;
  };
  const idles = ({ control }: Contained): number => control.filter(({ type }) => type === 'idle').length;

  it('is told once, and not as long as a timer, a server or a listener keeps it', async () => {
    const idle = start("console.log('hello');");
    const others = Object.entries(busy).map(([what, text]) => ({ what, module: start(text) }));
    await eventually('it is told', () => idles(idle) > 0);
    for (const { what, module } of others) {
      await eventually(`it is told after ${what}`, () => {
        const isTold = idles(module) > 0;
        assert.ok(!isTold || module.stdout().includes('over'), `${what} was overlooked`);
        return isTold;
      });
    }
    assert.deepEqual([idle, ...others.map(({ module }) => module)].map(idles), [1, 1, 1, 1]);
  });

  it('ends by itself, as in Node, without the preload', async () => {
    const module = start("console.log('hello');", false);
    assert.deepEqual(await module.exited, { code: 0, signal: null });
    assert.equal(idles(module), 0);
  });
});
