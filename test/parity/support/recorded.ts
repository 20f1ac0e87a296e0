import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot';

/** What kind of value a probe has: its value differs from machine to machine. */
export type ValueKind = 'number' | 'numeric text' | 'numeric text with unit' | 'text' | 'nothing' | 'other';

/** A module as it stands some seconds after its installation. The fields are those of PM2's process list. */
export interface ModuleFacts {
  readonly startFile: { readonly rule: string; readonly file: string };
  readonly status: string;
  readonly restarts: number;
  /** `axm_monitor` */
  readonly probes: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly value: ValueKind }>>;
  /** `axm_actions` */
  readonly actions: readonly { readonly action_name: string; readonly [field: string]: unknown }[];
  /** `axm_options` */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What PM2 itself made of a module. */
export interface Recorded extends ModuleFacts {
  /** `name@version` */
  readonly module: string;
  readonly recordedWith: { readonly pm2: string; readonly node: string };
}

const folder = path.join(projectRoot, 'test/parity/expected');

/** Every module that PM2 was recorded with, by name. */
export function recordedModules(): ReadonlyMap<string, Recorded> {
  return new Map(
    readdirSync(folder).map((file) => [
      path.basename(file, '.json'),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Recorded,
    ]),
  );
}
