import { message, type Message } from '../base/message';
import type { ModuleSnapshot, ProcessSnapshot, Status } from '../shared/module';

/** A codicon and, where it means something, the theme colour it has. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

export function statusIcon(status: Status): Icon {
  switch (status) {
    case 'online':
      return { id: 'circle-filled', color: 'testing.iconPassed' };
    case 'launching':
    case 'stopping':
      return { id: 'loading~spin' };
    case 'waiting restart':
      return { id: 'history', color: 'list.warningForeground' };
    case 'stopped':
      return { id: 'circle-outline' };
    case 'errored':
      return { id: 'error', color: 'list.errorForeground' };
  }
}

/** PM2's word for a status. */
export function statusWord(status: Status): Message {
  switch (status) {
    case 'online':
      return message('online');
    case 'launching':
      return message('launching');
    case 'stopping':
      return message('stopping');
    case 'waiting restart':
      return message('waiting restart');
    case 'stopped':
      return message('stopped');
    case 'errored':
      return message('errored');
  }
}

/** What counts most when several processes are told in one word. */
const gravity: readonly Status[] = ['errored', 'waiting restart', 'launching', 'stopping', 'online', 'stopped'];

/** The status of a module as a whole: that of the process that needs most attention. */
export function moduleStatus(module: Pick<ModuleSnapshot, 'processes'>): Status {
  const statuses = new Set(module.processes.map((process) => process.status));
  return gravity.find((status) => statuses.has(status)) ?? 'stopped';
}

/** Whether there is a life to stop. */
export function isRunning(module: Pick<ModuleSnapshot, 'processes'>): boolean {
  return module.processes.some(({ status }) => status !== 'stopped' && status !== 'errored');
}

/** The process that a module's own row speaks of when it has only one. */
export function onlyProcess(module: Pick<ModuleSnapshot, 'processes'>): ProcessSnapshot | undefined {
  return module.processes.length === 1 ? module.processes[0] : undefined;
}
