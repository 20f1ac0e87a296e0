// The core's bundle in a worker thread; the moments that it marks are told to who has started it.
const { subscribe } = require('node:diagnostics_channel');
const path = require('node:path');
const { workerData } = require('node:worker_threads');

/** A restart is over by then, and what is told disturbs nobody, in milliseconds. */
const TELL_MS = 150;

const { marks: port, bundles } = workerData;
let marks = [];

subscribe('pm2-modules.marks', (mark) => {
  if (marks.length === 0) setTimeout(tell, TELL_MS);
  marks.push(mark);
});

function tell() {
  port.postMessage(marks);
  marks = [];
}

require(path.join(bundles, 'core.js'));
