import { guard } from './guard';
import { sweepLedgers } from './sweep';

/** The bundle `reaper.js`; see src/shared/reaper.ts for its arguments. */
async function main(first = '', second = ''): Promise<void> {
  process.title = 'pm2-modules-reaper';
  // Ctrl+C in the terminal of the editor reaches every process of its group: this one has work to do after it.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  if (first === '--sweep') await sweepLedgers(second);
  else await guard(first, Number(second));
}

void main(...process.argv.slice(2));
