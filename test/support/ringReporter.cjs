const fs = require('node:fs');
const { reporters } = require('mocha');

/** How much of an error the summary of a run repeats, in characters. */
const MESSAGE_LENGTH = 600;

/**
 * Prints as mocha's own reporter does, and leaves the counts and failures in the file that PM2_MODULES_TEST_RESULT
 * names. A run that ends without that file did not end well.
 */
module.exports = class RingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    // In the extension host this is another copy of mocha than the one that was told so.
    if (options?.color === false) reporters.Base.useColors = false;
    const failures = [];
    runner.on('fail', (test, error) => {
      failures.push({
        title: test.titlePath().join(' › '),
        message: String(error?.message ?? error).slice(0, MESSAGE_LENGTH),
      });
    });
    runner.on('end', () => {
      const file = process.env.PM2_MODULES_TEST_RESULT;
      if (file) fs.writeFileSync(file, JSON.stringify({ passed: this.stats.passes, failures }));
    });
  }
};
