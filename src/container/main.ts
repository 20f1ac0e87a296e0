import type { NeverBegunExitCode, NodeTooOldExitCode, ToContainer } from '../shared/container';
import { compileAhead } from './compiledAhead';
import { openControl } from './control';
import { keepFoundModules } from './foundModules';
import { createLife, type Life } from './life';
import { createPreloadLoader } from './preload';
import { giveUpDefaultSignals, stop } from './stop';
import { warmLoader } from './warmLoader';

/**
 * What a module's process starts with. It waits, for milliseconds or as a standby for minutes, until the supervisor says
 * which life begins, makes the process what a module expects under PM2, and loads the start file as Node would. From
 * then on nothing of it shows.
 */

const OLDEST_NODE = 14;
const NODE_TOO_OLD: NodeTooOldExitCode = 78;
const NEVER_BEGUN: NeverBegunExitCode = 79;

function main(): void {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    process.stderr.write(`This is Node ${process.versions.node}, and modules need Node ${OLDEST_NODE} or newer.\n`);
    process.exit(NODE_TOO_OLD);
  }
  giveUpDefaultSignals();
  const preloads = createPreloadLoader();
  let hasBegun = false;
  let useFound = (): void => undefined;
  let useCompiled: ReturnType<typeof compileAhead> = () => undefined;
  const control = openControl({
    onMessage: (message) => {
      if (message.type === 'stop') stop();
      else if (message.type === 'wait') {
        if (message.preload) preloads.startAhead(message.moduleFolder);
        warmLoader();
        if (message.found) {
          useFound = keepFoundModules(message.found);
          useCompiled = compileAhead(new Set(Object.values(message.found.files)));
        }
      } else if (!hasBegun) hasBegun = follow(life, message);
    },
    onClosed: () => {
      if (!hasBegun) process.exit(NEVER_BEGUN); // nobody is left to give the go
    },
  });
  const life = createLife(control, {
    preload: () => preloads.load(),
    useFound: () => useFound(),
    useCompiled: (file, module) => useCompiled(file, module),
  });
  control.send({ type: 'ready', nodeVersion: process.versions.node, execPath: process.execPath });
}

/** Returns whether the life has begun. */
function follow(life: Life, message: Extract<ToContainer, { type: 'prepare' | 'go' }>): boolean {
  if (message.entry !== undefined) life.prepare(message);
  if (message.type === 'go') life.begin();
  return message.type === 'go';
}

main();
