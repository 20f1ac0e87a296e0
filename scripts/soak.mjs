// npm run soak: sets up what is missing, builds, and operates modules at random; see test/soak/run.ts for the options.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

await ensureNode(root);
ensurePackages(root);
for (const args of [['esbuild.mjs'], ['--import=tsx', 'test/soak/run.ts', ...process.argv.slice(2)]]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
