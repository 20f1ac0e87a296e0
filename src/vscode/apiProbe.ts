import type { ProbeSnapshot } from '../shared/probe';
import type { ApiProbe } from './api';

/** A probe as other extensions see it. */
export function apiProbe(probe: ProbeSnapshot): ApiProbe {
  const { name, value, unit, kind, aggregation, isRuntime, changedAt, min, max, alert } = probe;
  return {
    name,
    ...(value !== undefined && { value }),
    ...(unit !== undefined && { unit }),
    kind,
    ...(aggregation !== undefined && { aggregation }),
    ...{ isRuntime, changedAt },
    ...(min !== undefined && max !== undefined && { min, max }),
    ...(alert && { alert: apiAlert(alert) }),
  };
}

function apiAlert({ mode, state, value, cmp }: NonNullable<ProbeSnapshot['alert']>): NonNullable<ApiProbe['alert']> {
  return { mode, state, ...(value !== undefined && { value }), ...(cmp !== undefined && { cmp }) };
}
