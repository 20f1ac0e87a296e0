import type { ModuleSnapshot, ProcessSnapshot } from '../../src/shared/module';

/** What {@link someModule} makes of a module that says nothing else: one process, online for two minutes. */
export interface SomeModule extends Partial<Omit<ModuleSnapshot, 'processes'>> {
  readonly processes?: readonly Partial<ProcessSnapshot>[];
}

/** Now, in the snapshots of {@link someModule}: milliseconds since the epoch. */
export const someTime = 1_700_000_000_000;

/** A module's snapshot as the core would send it. */
export function someModule({ processes = [{}], ...module }: SomeModule = {}): ModuleSnapshot {
  const name = module.name ?? 'my-module';
  const folder = module.folder ?? `/home/me/${name}`;
  const id = module.id ?? `dev:${folder}`;
  return {
    id,
    name,
    folder,
    kind: 'dev',
    manifest: `${folder}/package.json`,
    hints: [],
    watching: 'on',
    ...module,
    processes: processes.map((process, index) => ({
      key: `${id}#${index}`,
      name: processes.length > 1 ? `${name}:app${index}` : name,
      pmId: index,
      status: 'online',
      ...(process.status === 'stopped' || process.status === 'errored' ? {} : { pid: 4711 + index }),
      generation: 1,
      restarts: 0,
      onlineSince: someTime - 2 * 60_000,
      entry: `${folder}/index.js`,
      entryRule: 'main',
      logs: { out: '/logs/out.log', error: '/logs/error.log' },
      ...process,
    })),
  };
}
