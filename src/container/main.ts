import type { LoadPreloadAhead, NodeTooOldExitCode } from '../shared/container';
import { openControl } from './control';
import { enter } from './enter';
import { loadPreload } from './preload';
import { stop } from './stop';

/**
 * What a module's process starts with. It waits, for milliseconds or as a standby for minutes, until the supervisor says
 * which life begins, makes the process what a module expects under PM2, and loads the start file as Node would. From
 * then on nothing of it shows.
 */

const OLDEST_NODE = 14;
const NODE_TOO_OLD: NodeTooOldExitCode = 78;
const LOAD_PRELOAD_AHEAD: LoadPreloadAhead = '--load-preload-ahead';

function main(): void {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    process.stderr.write(`This is Node ${process.versions.node}, and modules need Node ${OLDEST_NODE} or newer.\n`);
    process.exit(NODE_TOO_OLD);
  }
  let hasBegun = false;
  const control = openControl({
    onMessage: (message) => {
      if (message.type === 'stop') {
        stop();
      } else if (!hasBegun) {
        hasBegun = true;
        enter(message, control, () => preload ?? loadPreload());
      }
    },
    onClosed: () => {
      if (!hasBegun) process.exit(); // nobody is left to give the go
    },
  });
  control.send({ type: 'ready', nodeVersion: process.versions.node, execPath: process.execPath });
  const preload = process.argv[2] === LOAD_PRELOAD_AHEAD ? loadPreload() : undefined;
}

main();
