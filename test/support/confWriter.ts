import { pathToFileURL } from 'node:url';
import { ModuleConfWriter } from '../../src/core/configuration/moduleConfWriter';
import { ownProcesses } from '../../src/core/process/ownProcesses';

/**
 * A process that writes to `module_conf.json`: `home`, a name, how many writes, to how many keys in turn. Says the number
 * of each write in a line once it is on the disk. Ends before that when its stdin does, and then when it was seen that
 * all is there to stay.
 */
async function main([home = '', name = '', writes = '0', keys = '1']: readonly string[]): Promise<void> {
  const writer = new ModuleConfWriter({ home, processes: ownProcesses() });
  process.stdin.resume();
  for (let number = 0; number < Number(writes) && !process.stdin.readableEnded; number++) {
    await writer.edit(() => [{ path: [name, `k${number % Number(keys)}`], value: `v${number}` }]);
    process.stdout.write(`${number}\n`);
  }
  await writer.settled();
  process.exit();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
