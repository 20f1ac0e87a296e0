import type { ModuleSnapshot, ProcessSnapshot, ProcessUsage } from '../shared/module';

/** A module with what its processes need by now; the very same one when nothing of it was measured. */
export function withUsage(module: ModuleSnapshot, measured: ReadonlyMap<string, ProcessUsage>): ModuleSnapshot {
  if (!module.processes.some(({ key }) => measured.has(key))) return module;
  return { ...module, processes: module.processes.map((process) => updated(process, measured.get(process.key))) };
}

function updated(process: ProcessSnapshot, measured: ProcessUsage | undefined): ProcessSnapshot {
  if (!measured) return process;
  const { usage, standbyMemory } = measured;
  return {
    ...process,
    ...(process.pid !== undefined && usage !== undefined && { usage }),
    ...(process.standby && { standby: { memory: standbyMemory } }),
  };
}
