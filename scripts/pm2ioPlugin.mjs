import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Files of `@pm2/io` that look for the module's package.json and packages beside `require.main`, or measure from their start on. */
const CHANGED = /@pm2[\\/]io[\\/]build[\\/]main[\\/](configuration|utils[\\/]module|metrics[\\/]eventLoopMetrics)\.js$/;
const HOST = path.resolve(import.meta.dirname, '../src/container/pm2io/host.ts');

/** What is replaced in them. A text that is not there any more is an error, so that an update cannot undo it unseen. */
const REPLACEMENTS = {
  'configuration.js': {
    'require.main': 'host.main',
    "require(packageFilepath || '')": "host.readPackage(packageFilepath || '')",
    "require(prefix + 'package.json')": "require('@pm2/io/package.json')",
  },
  'module.js': { 'require.main': 'host.main' },
  // A standby waits after its start, and that is no delay of its event loop.
  'eventLoopMetrics.js': {
    'let oldTime = process.hrtime();':
      'let oldTime = process.hrtime(); host.whenBegun.push(() => { oldTime = process.hrtime(); });',
  },
};

/** An esbuild plugin: gives the bundled `@pm2/io` the module's package.json instead of our container's. */
export const pm2ioPlugin = {
  name: 'pm2io',
  setup(build) {
    build.onLoad({ filter: CHANGED }, async ({ path: file }) => {
      let contents = await readFile(file, 'utf8');
      for (const [from, to] of Object.entries(REPLACEMENTS[path.basename(file)])) {
        if (!contents.includes(from)) throw new Error(`${file} does not contain ${from} any more.`);
        contents = contents.replaceAll(from, to);
      }
      return { contents: `const { host } = require(${JSON.stringify(HOST)});\n${contents}` };
    });
    // Optional for `debug`: found among our own development tools, it would only add weight.
    build.onResolve({ filter: /^supports-color$/ }, () => ({ path: 'supports-color', namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: '' }));
  },
};
