import type { Json } from '../../shared/probe';

/**
 * The process that a module's `pid` option names, as PM2 takes it (`axm_options.pid`): it measures nothing, thus null, for
 * what is no number; 0 is the module's own process, thus undefined.
 */
export function monitoredPid(value: Json | undefined): number | null | undefined {
  const pid = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  if (pid === 0) return undefined;
  return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? pid : null;
}
