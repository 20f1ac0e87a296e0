import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { nodemon, nodeWatch, tsxWatch } from './adapters/command';
import { Pm2 } from './adapters/pm2';
import { Studio } from './adapters/studio';
import type { Tool } from './adapters/tool';
import { firstLineOf } from './firstLines';
import { BenchModule, type ModuleKind } from './modules';

/** A module of its own that a tool keeps running. */
export interface Running {
  readonly tool: Tool;
  readonly module: BenchModule;
  /** What the module prints is in this file. */
  readonly output: string;
}

/**
 * Starts a module of this kind with every tool, below an empty folder, and ends them all when `use` is done. They are
 * given in the order in which they are shown.
 */
export async function withTools<T>(
  kind: ModuleKind,
  folder: string,
  use: (running: readonly Running[]) => Promise<T>,
): Promise<T> {
  const tools: readonly Tool[] = [new Studio(), nodemon(), nodeWatch(), tsxWatch(), new Pm2()];
  const running: Running[] = [];
  try {
    for (const [index, tool] of tools.entries())
      running.push(await start(tool, kind, path.join(folder, String(index))));
    return await use(running);
  } finally {
    await Promise.all(tools.map((tool) => tool.stop()));
  }
}

async function start(tool: Tool, kind: ModuleKind, folder: string): Promise<Running> {
  const scratch = path.join(folder, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const module = new BenchModule(folder, kind);
  const output = await tool.start(module.folder, scratch);
  if ((await firstLineOf(0, output)) === undefined) throw new Error(`${tool.name} did not start ${module.folder}.`);
  return { tool, module, output };
}
