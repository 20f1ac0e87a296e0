import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { delay, systemClock, type Clock } from '../../base/clock';
import { errorCode } from '../../base/errors';
import { message, type Message } from '../../base/message';
import type { ModuleProblem } from '../../shared/module';
import { readJsonText } from '../manifest/jsonText';
import { isJsonObject } from '../manifest/manifestSource';

/** PM2 writes in place and takes no lock: what cannot be parsed may be half written, and is read again. */
const TRIES = 3;
const PAUSE_MS = 50;

/** PM2's file of module options, as it was found. */
export interface ModuleConf {
  /** Absolute path, also when there is no such file. */
  readonly file: string;
  /** By module name; beside them stand sections of PM2's own, such as `module-db-v2`, and values set without a module. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** Why the file could not be used; there are no sections then. */
  readonly problem?: ModuleProblem;
}

/** Where PM2 keeps module options: `home` is `$PM2_HOME`. */
export function moduleConfFile(home: string): string {
  return path.join(home, 'module_conf.json');
}

/** Reads the options of all modules. A missing file is an empty one; one that cannot be used is a problem, never an error. */
export async function readModuleConf(home: string, clock: Clock = systemClock): Promise<ModuleConf> {
  const file = moduleConfFile(home);
  for (let left = TRIES - 1; ; left--) {
    const { conf, mayBeHalfWritten } = await readOnce(file);
    if (!mayBeHalfWritten || left === 0) return conf;
    await delay(clock, PAUSE_MS);
  }
}

interface Reading {
  readonly conf: ModuleConf;
  readonly mayBeHalfWritten: boolean;
}

async function readOnce(file: string): Promise<Reading> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { conf: unreadable(file, errorCode(error) ?? String(error)), mayBeHalfWritten: false };
  }
  const parsed = readJsonText(text);
  if (parsed.kind === 'broken') {
    const { line, column } = parsed.position;
    const problem = message(
      'module_conf.json is not valid JSON (line {0}, column {1}). It was left as it is; values are the defaults until it is mended.',
      line,
      column,
    );
    return { conf: broken(file, problem, { line, column }), mayBeHalfWritten: true };
  }
  if (!isJsonObject(parsed.value)) {
    const problem = message(
      'module_conf.json holds no object of modules and their options. It was left as it is; values are the defaults until it is mended.',
    );
    return { conf: broken(file, problem, { line: 1, column: 1 }), mayBeHalfWritten: false };
  }
  return { conf: { file, sections: parsed.value }, mayBeHalfWritten: false };
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
