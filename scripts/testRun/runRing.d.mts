export interface Ring {
  name: string;
  lane?: string;
  setUp?: (root: string) => void;
  needsBuild?: boolean;
  unsupported?: string;
  checks?: Record<string, string[]>;
  tests?: string[];
}
export interface RingResult {
  name: string;
  passed: number;
  failures: { title: string; message: string }[];
  seconds: number;
  note?: string;
}
export interface RunOptions {
  root: string;
  folder: string;
  build: () => Promise<RingResult>;
  output?: number;
  exitMs?: number;
  leftoverMs?: number;
}
export function runRing(ring: Ring, run: RunOptions): Promise<RingResult>;
