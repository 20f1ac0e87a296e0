import type { Ring, RingResult, RunOptions } from './runRing.mjs';

export function runLanes(rings: readonly Ring[], run: RunOptions): Promise<RingResult[]>;
