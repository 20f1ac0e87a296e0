// The module that the extension host loads as extensionTestsPath: it runs the real one, marks its console lines, and
// leaves a result file, without which a run counts as failed.
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const util = require('node:util');

exports.run = async () => {
  const { EXTENSION_TESTS_MODULE, EXTENSION_TESTS_RESULT, EXTENSION_TESTS_MARK } = process.env;
  markConsole(EXTENSION_TESTS_MARK);
  const leave = (result) => fs.writeFileSync(EXTENSION_TESTS_RESULT, JSON.stringify(result));
  try {
    const tests = await load(require.resolve(EXTENSION_TESTS_MODULE));
    await tests.run();
    leave({ ok: true });
  } catch (error) {
    leave({ ok: false });
    throw error;
  }
};

/** The extension host's console ignores assignments to its methods, but not their redefinition. */
function markConsole(mark) {
  for (const method of ['log', 'info', 'warn', 'error']) {
    const original = console[method].bind(console);
    const value = (...args) => {
      for (const line of util.format(...args).split('\n')) original(mark + line);
    };
    Object.defineProperty(console, method, { configurable: true, value });
  }
}

async function load(file) {
  try {
    return require(file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(file).href);
  }
}
