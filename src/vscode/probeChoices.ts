import type { Memento } from 'vscode';
import { PinnedProbes } from './pinnedProbes';
import { ProbeFilter } from './probeFilter';

/** Which probes are shown, and where: what the user chose. */
export interface ProbeChoices {
  readonly probeFilter: ProbeFilter;
  readonly pins: PinnedProbes;
}

/** `memory`: the workspace's. */
export function createProbeChoices(memory: Memento): ProbeChoices {
  return { probeFilter: new ProbeFilter(), pins: new PinnedProbes(memory) };
}
