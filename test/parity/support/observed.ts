import path from 'node:path';
import type { ActionPacket } from '../../../src/core/protocol/packet';
import type { ActionSnapshot } from '../../../src/shared/action';
import type { ProcessSnapshot } from '../../../src/shared/module';
import type { ProbeSnapshot } from '../../../src/shared/probe';
import type { ModuleFacts, ValueKind } from './recorded';

/** What is shown of a module, and what it declared. */
export interface Observed {
  readonly process: ProcessSnapshot;
  readonly folder: string;
  readonly probes: readonly ProbeSnapshot[];
  readonly actions: readonly ActionSnapshot[];
  /** Every declaration of an action, in order: what is shown of an action has no arity. */
  readonly declared: readonly ActionPacket[];
  /** What the module sent, merged. */
  readonly options: ReadonlyMap<string, unknown>;
}

/** What is shown of a module, in PM2's terms. */
export function factsOf({ process, folder, probes, actions, declared, options }: Observed): ModuleFacts {
  const file = path.relative(folder, process.entry).replaceAll(path.sep, '/');
  return {
    startFile: { rule: process.entryRule, file: file || '.' },
    status: process.status,
    restarts: process.restarts,
    probes: Object.fromEntries(probes.map((probe) => [probe.name, probeFields(probe)])),
    actions: actions.map((action) => actionFields(action, declared)),
    options: Object.fromEntries(options),
  };
}

function probeFields({ value, number, unit, type, aggregation }: ProbeSnapshot): ModuleFacts['probes'][string] {
  return {
    value: kindOf(value, number),
    ...(unit !== undefined && { unit }),
    ...(type !== undefined && { type }),
    ...(aggregation !== undefined && { agg_type: aggregation }),
  };
}

function kindOf(value: unknown, number: number | undefined): ValueKind {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return 'other';
  if (number === undefined) return 'text';
  return Number.isNaN(Number(value)) ? 'numeric text with unit' : 'numeric text';
}

/** As it was declared first; where what is shown contradicts that, what is shown. */
function actionFields(
  { name, type, takesArgument }: ActionSnapshot,
  declared: readonly ActionPacket[],
): ModuleFacts['actions'][number] {
  const first = declared.find((packet) => packet.name === name);
  const declaredType = first?.declaredType;
  const isArgumentTaken = type === 'scoped' || first?.arity === 2;
  return {
    action_name: name,
    ...((declaredType !== undefined || type !== 'custom') && { action_type: type }),
    ...(first?.arity !== undefined && { arity: first.arity }),
    ...(isArgumentTaken !== takesArgument && { takesArgument }),
  };
}
