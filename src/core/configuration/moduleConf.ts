import { readFileSync } from 'node:fs';
import path from 'node:path';
import { delay, systemClock, type Clock } from '../../base/clock';
import { errorCode } from '../../base/errors';
import { message, type Message } from '../../base/message';
import type { ModuleProblem } from '../../shared/module';
import { readJsonText } from '../manifest/jsonText';
import { isJsonObject, type JsonObject } from '../manifest/manifestSource';

/** PM2 writes in place and takes no lock: what cannot be parsed may be half written, and is read again. */
export const TRIES = 3;
export const PAUSE_MS = 50;

/** PM2's file of module options, as it was found. */
export interface ModuleConf {
  /** Absolute path, also when there is no such file. */
  readonly file: string;
  /** By module name; beside them stand sections of PM2's own, such as `module-db-v2`, and values set without a module. */
  readonly sections: JsonObject;
  /** Why the file could not be used; there are no sections then. */
  readonly problem?: ModuleProblem;
}

/** Where PM2 keeps module options: `home` is `$PM2_HOME`. */
export function moduleConfFile(home: string): string {
  return path.join(home, 'module_conf.json');
}

/** Reads the options of all modules. A missing file is an empty one; one that cannot be used is a problem, never an error. */
export function readModuleConf(home: string, clock: Clock = systemClock): Promise<ModuleConf> {
  return readModuleConfFile(moduleConfFile(home), clock);
}

/** As {@link readModuleConf}, of a file that is given by its path. */
export async function readModuleConfFile(file: string, clock: Clock): Promise<ModuleConf> {
  for (let left = TRIES - 1; ; left--) {
    const { mayBeHalfWritten, ...conf } = readOnce(file);
    if (!mayBeHalfWritten || left === 0) return conf;
    await delay(clock, PAUSE_MS);
  }
}

interface Reading extends ModuleConf {
  readonly mayBeHalfWritten: boolean;
}

/** At once: a restart waits for it, and a thread of the pool takes longer than the reading. */
function readOnce(file: string): Reading {
  try {
    return readConfText(file, readFileSync(file, 'utf8'));
  } catch (error) {
    return { ...unreadable(file, errorCode(error) ?? String(error)), mayBeHalfWritten: false };
  }
}

/** What a text of `module_conf.json` says. One that is not JSON may be half written. */
export function readConfText(file: string, text: string): Reading {
  const parsed = readJsonText(text);
  if (parsed.kind === 'broken') {
    const { line, column } = parsed.position;
    const problem = message(
      'module_conf.json is not valid JSON (line {0}, column {1}). It was left as it is; values are the defaults until it is mended.',
      line,
      column,
    );
    return { ...broken(file, problem, { line, column }), mayBeHalfWritten: true };
  }
  if (!isJsonObject(parsed.value)) {
    const problem = message(
      'module_conf.json holds no object of modules and their options. It was left as it is; values are the defaults until it is mended.',
    );
    return { ...broken(file, problem, { line: 1, column: 1 }), mayBeHalfWritten: false };
  }
  return { file, sections: parsed.value, mayBeHalfWritten: false };
}

function unreadable(file: string, code: string): ModuleConf {
  // A home that is a file has no module_conf.json either.
  if (code === 'ENOENT' || code === 'ENOTDIR') return { file, sections: {} };
  const text = message('{0} cannot be read ({1}). Values are the defaults until it can.', file, code);
  return { file, sections: {}, problem: { message: text, remedies: [] } };
}

function broken(file: string, text: Message, position: { readonly line: number; readonly column: number }): ModuleConf {
  return { file, sections: {}, problem: { message: text, remedies: [{ kind: 'openFile', file, ...position }] } };
}
