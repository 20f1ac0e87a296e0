import path from 'node:path';
import { SourceService } from '../../../../../src/core/language/source/sourceService';
import type { ConfigUses, PmxTypes, SourceEdit, SourceRequest, TextPlace } from '../../../../../src/shared/sourceApi';
import { tempFolder } from '../../../../support/tempFolder';
import { writeFiles } from '../../../../support/writeFiles';

type Files = Readonly<Record<string, string>>;

/** To be called in a `describe`: returns a function that writes a module into a folder of its own. */
export function tryModules(): (files: Files, config?: unknown) => TryModule {
  const newFolder = tempFolder();
  return (files, config = defaultConfig) => new TryModule(newFolder(), files, config);
}

const defaultConfig = { days_interval: 30, 'two words': true };

function manifest(config: unknown): string {
  return JSON.stringify({ name: 'my-module', dependencies: { pmx: '*' }, config }, undefined, 2);
}

/** A module; `|` in a text is the cursor. */
export class TryModule {
  private readonly service = new SourceService();
  private readonly files: Files;

  constructor(
    readonly folder: string,
    files: Files,
    config: unknown,
  ) {
    this.files = { 'package.json': manifest(config), ...files };
    writeFiles(folder, this.files);
  }

  request(file: string, texts: Readonly<Record<string, string>> = {}): SourceRequest {
    const changed = Object.entries(texts).map(([name, text]) => ({ file: path.join(this.folder, name), text }));
    return { folder: this.folder, file: path.join(this.folder, file), texts: changed };
  }

  uses(texts: Readonly<Record<string, string>> = {}): Promise<ConfigUses | undefined> {
    return this.service.configUses(this.request('package.json', texts));
  }

  /** Each use as `key file:line`, `=` behind those that write. */
  async used(texts: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const found = await this.uses(texts);
    return (found?.uses ?? [])
      .map(({ key, file, range, isWrite }) => {
        return `${key} ${path.relative(this.folder, file)}:${range.start.line + 1}${isWrite ? ' =' : ''}`;
      })
      .sort();
  }

  /** What is offered at the cursor in that text of a file, and what it would replace. */
  async offered(file: string, text: string): Promise<{ keys: string[]; replaced: string; form: string } | undefined> {
    const offset = text.indexOf('|');
    const typed = text.slice(0, offset) + text.slice(offset + 1);
    const before = text.slice(0, offset).split('\n');
    const place: TextPlace = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const found = await this.service.completeConfig(this.request(file, { [file]: typed }), place);
    if (!found) return undefined;
    const line = typed.split('\n')[found.range.start.line] ?? '';
    const replaced = line.slice(found.range.start.character, found.range.end.character);
    return { keys: found.keys.map(({ name }) => name), replaced, form: found.form };
  }

  planTypes(): Promise<PmxTypes | undefined> {
    return this.service.planPmxTypes(this.request('package.json'));
  }

  /** The files after a rename. */
  async renamed(key: string, name: string): Promise<Record<string, string>> {
    return this.applied(await this.service.renameConfigKey(this.request('package.json'), key, name));
  }

  async declared(key: string): Promise<Record<string, string>> {
    return this.applied(await this.service.declareConfigKey(this.request('package.json'), key));
  }

  private applied(edits: readonly SourceEdit[]): Record<string, string> {
    const texts: Record<string, string> = { ...this.files };
    const offsetIn = (text: string, { line, character }: TextPlace): number =>
      text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
    const sorted = [...edits].sort((a, b) => {
      return b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character;
    });
    for (const { file, range, text } of sorted) {
      const name = path.relative(this.folder, file);
      const old = texts[name] ?? '';
      texts[name] = old.slice(0, offsetIn(old, range.start)) + text + old.slice(offsetIn(old, range.end));
    }
    return texts;
  }
}
