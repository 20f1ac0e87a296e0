import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JSONPath } from 'jsonc-parser';
import { message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { StartFileRule } from '../../shared/module';
import type { ManifestError } from './manifestError';
import type { ManifestSource } from './manifestSource';

/** A start file as package.json names it. */
export interface StartFile {
  /** As written. */
  readonly request: string;
  readonly rule: StartFileRule;
  /** Where it stands in package.json. */
  readonly path: JSONPath;
}

/** What Node appends, in this order, to a file name without extension and to the name of a folder. */
const EXTENSIONS = ['.js', '.json', '.node'];

/**
 * The absolute path of the file that starts. Finds what Node would find; where PM2 would not, there is a hint.
 * Throws a ManifestError when there is no such file.
 */
export async function findStartFile(source: ManifestSource, start: StartFile): Promise<string> {
  const folder = path.dirname(source.file);
  const wanted = path.resolve(folder, start.request);
  const kind = await kindOf(wanted);
  if (kind === 'file') return wanted;
  if (kind === 'folder') {
    const index = await fileOfFolder(wanted, folder);
    if (index) return index;
    throw source.error({
      code: 'start-folder',
      path: start.path,
      part: 'value',
      message: message('"{0}" is a folder without an index.js. Name a file.', start.request),
    });
  }
  const completed = await firstFile(EXTENSIONS.map((extension) => wanted + extension));
  if (!completed) throw notFound(source, start);
  const instead = start.request + path.extname(completed);
  source.hint(
    'main-extension',
    start.path,
    message('"{0}" has no extension: PM2 would stop with "Script not found". Write "{1}".', start.request, instead),
    { part: 'value', instead },
  );
  return completed;
}

/** As Node loads a folder: the `main` of its own package.json, else its index. */
async function fileOfFolder(wanted: string, moduleFolder: string): Promise<string | undefined> {
  const index = EXTENSIONS.map((extension) => path.join(wanted, `index${extension}`));
  if (path.relative(wanted, moduleFolder) === '') return firstFile(index);
  const main = await mainOf(wanted);
  const candidates = main === undefined ? [] : ['', ...EXTENSIONS].map((extension) => main + extension);
  const inMain = main === undefined ? [] : EXTENSIONS.map((extension) => path.join(main, `index${extension}`));
  return firstFile([...candidates, ...inMain, ...index]);
}

async function mainOf(folder: string): Promise<string | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    return isRecord(json) && typeof json.main === 'string' ? path.resolve(folder, json.main) : undefined;
  } catch {
    return undefined; // none, or one that is of no use: the index counts
  }
}

async function firstFile(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if ((await kindOf(candidate)) === 'file') return candidate;
  return undefined;
}

/** What cannot be looked at, for whatever reason, cannot be started either. */
async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  const stats = await stat(file).catch(() => undefined);
  if (stats?.isFile()) return 'file';
  return stats?.isDirectory() ? 'folder' : undefined;
}

function notFound(source: ManifestSource, { request, rule, path: at }: StartFile): ManifestError {
  const key = rule === 'apps[].script' ? 'script' : rule;
  const about = { path: at, part: 'value' } as const;
  if (/\s/.test(request.trim())) {
    const text = message(
      '"{0}" is a command line, which PM2 would give to bash. Name the file alone in "script", what follows it in "args", and what runs it in "interpreter".',
      request,
    );
    return source.error({ code: 'start-command', ...about, message: text });
  }
  const { scripts } = source.json;
  if (isRecord(scripts) && typeof scripts.build === 'string') {
    const text = message(
      '"{0}" names "{1}", which is not there yet. "npm run build" may make it; else correct the name.',
      key,
      request,
    );
    return source.error({ code: 'start-not-built', ...about, message: text }, [
      { kind: 'runInTerminal', command: 'npm run build', cwd: path.dirname(source.file) },
    ]);
  }
  const text = message('"{0}" names "{1}", which is not there. Create the file, or correct the name.', key, request);
  return source.error({ code: 'start-missing', ...about, message: text });
}
