import { spawn } from 'node:child_process';
import { nullLog } from '../../src/base/log';
import { ownGroup } from '../../src/core/process/platform';
import { ReaperClient } from '../../src/core/process/reaperClient';

/**
 * Stands for an extension host that dies: starts `sleep` as a module, registers it with the reaper, prints the pids of
 * both, and lives until it is killed. Arguments: the reaper's bundle, the folder of ledgers.
 */
async function main(bundle = '', ledgers = ''): Promise<void> {
  const client = new ReaperClient({ bundle, ledgers, helperNode: { execPath: process.execPath, env: {} } }, nullLog);
  const life = { uniqueId: 'life-of-a-host', home: ledgers };
  client.expect(life);
  const module = spawn('sleep', ['600'], { ...ownGroup, stdio: 'ignore' });
  client.add({ ...life, pid: module.pid ?? 0 });
  process.stdout.write(`${JSON.stringify({ module: module.pid, reaper: client.pid })}\n`);
  setInterval(() => undefined, 60_000);
}

void main(...process.argv.slice(2));
