export function endMarkedProcesses(mark: string, graceMs?: number): Promise<string[]>;
export function findMarked(mark: string): { pid: number; command: string }[];
