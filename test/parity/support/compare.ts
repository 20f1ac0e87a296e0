import { isDeepStrictEqual } from 'node:util';
import type { ModuleFacts } from './recorded';

/** One thing that is not as PM2 recorded it; undefined where it is missing on that side. */
export interface Difference {
  /** Such as `probes/CPU Usage/unit`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly here: unknown;
}

export interface Comparison {
  /** How many things were compared. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Compares what PM2 recorded of a module with what is shown here. */
export function compare(recorded: ModuleFacts, here: ModuleFacts): Comparison {
  const pairs = new Map<string, { recorded?: unknown; here?: unknown }>();
  for (const [path, value] of facts(recorded)) pairs.set(path, { recorded: value });
  for (const [path, value] of facts(here)) pairs.set(path, { ...pairs.get(path), here: value });
  const differences = [...pairs]
    .filter(([, pair]) => !isDeepStrictEqual(pair.recorded, pair.here))
    .map(([path, pair]) => ({ path, recorded: pair.recorded, here: pair.here }));
  return { compared: pairs.size, differences };
}

/** Every fact by its path. A probe or action that is missing is one difference, not one for each of its fields. */
function* facts({ startFile, status, restarts, probes, actions, options }: ModuleFacts): Generator<[string, unknown]> {
  yield ['startFile/rule', startFile.rule];
  yield ['startFile/file', startFile.file];
  yield ['status', status];
  yield ['restarts', restarts];
  for (const [name, probe] of Object.entries(probes)) yield [`probes/${name}`, probe];
  yield ['actions', actions.map(({ action_name: name }) => name)];
  for (const { action_name: name, action_type: type, arity, takesArgument } of actions) {
    yield [`actions/${name}`, { type, arity, takesArgument }];
  }
  for (const [key, value] of Object.entries(options)) yield [`options/${key}`, value];
}
