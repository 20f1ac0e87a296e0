import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isOwnFile } from '../../../base/isOwnFile';
import { isWithin } from '../../../base/isWithin';
import type { SourceRequest } from '../../../shared/sourceApi';
import { loadParser } from '../../parser/loadParser';
import { describedKeys } from './describedKeys';
import { follow } from './evaluation';
import type { Followed } from './followed';
import { readManifestKeys, type ManifestFacts } from './manifestKeys';
import { parseSource } from './parseSource';
import { hasPmxTypes } from './pmxTypeFiles';
import type { Program, Span } from './program';
import { readProgram } from './readProgram';
import { resolveSpecifier } from './resolveSpecifier';
import { isSourceFile, listSources, readSource } from './sourceFiles';

/** Programs that are kept; the oldest goes first. Several modules of ordinary size. */
const MAX_PROGRAMS = 1_000;

/** What a compiler leaves at the end of what it has made. */
const GENERATED = /\/\/[#@] sourceMappingURL=\S+\s*$/;

/** A module's package.json and code, with the editor's unsaved texts in place of the files. */
export interface ModuleSources {
  readonly folder: string;
  /** Absolute path of package.json. */
  readonly manifestFile: string;
  readonly manifestText: string;
  readonly manifest: ManifestFacts;
  readonly texts: ReadonlyMap<string, string>;
  readonly followed: Followed;
  /** Everything was read, and all of it could be parsed. */
  readonly isComplete: boolean;
  /** Files that could not be parsed as they are. */
  readonly broken: ReadonlySet<string>;
  /** What the README says of options. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** Where pmx is imported. */
  readonly pmxImports: readonly { readonly file: string; readonly span: Span }[];
  /** There are types for pmx. */
  readonly hasPmxTypes: boolean;
}

interface Read {
  readonly stamp: string;
  readonly text: string;
  readonly program: Program | undefined;
  readonly isWhole: boolean;
}

/** Reads modules, and remembers what has not changed since. */
export class SourceReader {
  /** By path; what was read last is last. */
  private readonly known = new Map<string, Read>();

  /** Undefined when the file belongs to no module. */
  async read(request: SourceRequest): Promise<ModuleSources | undefined> {
    const overlay = new Map(request.texts.map(({ file, text }) => [path.resolve(file), text]));
    const found = await this.findManifest(request, overlay);
    if (!found?.manifest.isModule) return undefined;
    const folder = path.dirname(found.manifestFile);
    if (!(await isReallyWithin(folder, request.folder))) return undefined;
    const list = await listSources(folder);
    const reads = new Map<string, Read>();
    const opened = [...overlay.keys()].filter((file) => isSourceFile(file) && isOwnFile(file, folder));
    const files = new Map(list.files.map(({ file, stamp }) => [file, stamp]));
    for (const file of new Set([...files.keys(), ...opened])) {
      const read = await this.readFile(file, files.get(file) ?? '', overlay.get(file));
      if (read) reads.set(file, read);
    }
    return {
      ...found,
      folder,
      ...analyse(found, withoutGenerated(reads), list.isComplete),
      descriptions: await readme(folder),
      hasPmxTypes: await hasPmxTypes(folder),
    };
  }

  /** The package.json next above a file, in its folder of the workspace. */
  private async findManifest(
    { folder, file }: SourceRequest,
    overlay: ReadonlyMap<string, string>,
  ): Promise<{ manifestFile: string; manifestText: string; manifest: ManifestFacts } | undefined> {
    const root = path.resolve(folder);
    if (!isOwnFile(path.resolve(file), root)) return undefined;
    for (let at = path.dirname(path.resolve(file)); isWithin(at, root); at = path.dirname(at)) {
      const manifestFile = path.join(at, 'package.json');
      const manifestText = overlay.get(manifestFile) ?? (await readSource(manifestFile));
      const manifest = manifestText === undefined ? undefined : readManifestKeys(manifestText);
      if (manifestText !== undefined && manifest && (manifest.name !== '' || manifest.isModule)) {
        return { manifestFile, manifestText, manifest };
      }
      if (at === path.dirname(at)) return undefined;
    }
    return undefined;
  }

  private async readFile(file: string, stamp: string, dirty: string | undefined): Promise<Read | undefined> {
    const known = this.known.get(file);
    if (known && (dirty === undefined ? known.stamp === stamp : known.text === dirty)) return known;
    const text = dirty ?? (await readSource(file));
    if (text === undefined) return undefined;
    const parsed = parseSource(await loadParser(), file, text);
    // What cannot be read at all is taken for what it was a moment ago.
    const program = parsed ? readProgram(parsed.file) : undefined;
    const read = { stamp: dirty === undefined ? stamp : '', text, program, isWhole: parsed?.isWhole === true };
    this.remember(file, read);
    return read;
  }

  private remember(file: string, read: Read): void {
    this.known.delete(file);
    this.known.set(file, read);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_PROGRAMS) return;
      this.known.delete(oldest);
    }
  }
}

function analyse(
  { manifestFile, manifest }: { manifestFile: string; manifest: ManifestFacts },
  reads: ReadonlyMap<string, Read>,
  isComplete: boolean,
): Pick<ModuleSources, 'texts' | 'followed' | 'isComplete' | 'broken' | 'pmxImports'> {
  const programs = new Map([...reads].flatMap(([file, { program }]) => (program ? [[file, program]] : [])));
  const exists = (file: string): boolean => programs.has(file) || file === manifestFile;
  const followed = follow({
    name: manifest.name,
    programs,
    resolve: (specifier, from) => {
      const file = resolveSpecifier(specifier, from, exists);
      return file === undefined ? undefined : { file, isManifest: file === manifestFile };
    },
  });
  const broken = new Set([...reads].filter(([, { isWhole }]) => !isWhole).map(([file]) => file));
  const texts = new Map([...reads].map(([file, { text }]) => [file, text]));
  const pmxImports = [...programs].flatMap(([file, { imports }]) =>
    imports.filter(({ specifier }) => specifier === 'pmx').map(({ span }) => ({ file, span })),
  );
  return { texts, followed, broken, pmxImports, isComplete: isComplete && broken.size === 0 };
}

/** Beside the TypeScript that it was made of, generated JavaScript is a second telling of the same. */
function withoutGenerated(reads: ReadonlyMap<string, Read>): ReadonlyMap<string, Read> {
  const hasTypeScript = [...reads.keys()].some((file) => /\.([cm]?ts|tsx)$/i.test(file));
  if (!hasTypeScript) return reads;
  return new Map([...reads].filter(([file, { text }]) => !/js$/i.test(file) || !GENERATED.test(text)));
}

/** A link in a workspace may lead out of it. */
async function isReallyWithin(folder: string, root: string): Promise<boolean> {
  try {
    return isWithin(await realpath(folder), await realpath(root));
  } catch {
    return false;
  }
}

async function readme(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path.join(folder, 'README.md'), 'utf8').catch(() => '');
  return describedKeys(text);
}
