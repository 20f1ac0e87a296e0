// Loads the file that is named, with a stand-in for VS Code, and prints how long that took, in milliseconds.
const Module = require('node:module');
const { performance } = require('node:perf_hooks');

/** Whatever is asked of it, it has, and it is a function, a class and an object. */
const anything = new Proxy(function () {}, {
  get: (target, name) => (name in target || typeof name === 'symbol' ? target[name] : anything),
  // Bundles copy what an imported module owns and inherit the rest.
  getPrototypeOf: () => anything,
  apply: () => anything,
});

const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? anything : load(request, ...rest));

const startedAt = performance.now();
require(process.argv[2]);
console.log(performance.now() - startedAt);
process.exit();
