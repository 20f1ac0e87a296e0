import path from 'node:path';
import { applyEdits, modify, parse, type ParseError } from 'jsonc-parser';
import { isRecord } from '../../../base/records';
import type { PmxTypes } from '../../../shared/sourceApi';
import type { ModuleSources } from './moduleSources';
import { PMX_TYPES } from './pmxTypeFiles';
import { readSource } from './sourceFiles';

/**
 * A JavaScript module without a project: the editor would look at open files only, and never see the types. It takes the
 * code as Node does, and checks nothing that was not checked before.
 */
const NEW_PROJECT = {
  compilerOptions: { module: 'nodenext', target: 'es2022' },
  exclude: ['node_modules'],
};

/** What gives a module types for pmx: a file of its own, and a project that includes it. */
export async function planPmxTypes(sources: ModuleSources): Promise<PmxTypes> {
  const { folder, manifest, pmxImports, hasPmxTypes } = sources;
  const isAsked = manifest.usesPmx || pmxImports.length > 0;
  if (hasPmxTypes || !isAsked) return { isAsked, projects: [] };
  const file = path.join(folder, PMX_TYPES);
  const known: { file: string; text: string }[] = [];
  for (const name of ['tsconfig.json', 'jsconfig.json']) {
    const text = await readSource(path.join(folder, name));
    if (text !== undefined) known.push({ file: path.join(folder, name), text });
  }
  if (known.length > 0) {
    const changed = known.map((project) => ({ ...project, text: includeTypes(project.text) }));
    return { isAsked, file, projects: changed.filter(({ text }, index) => text !== known[index]?.text) };
  }
  const text = `${JSON.stringify(NEW_PROJECT, undefined, 2)}\n`;
  return { isAsked, file, projects: [{ file: path.join(folder, 'jsconfig.json'), text }] };
}

/** The text of a project that sees the types; its comments stay. */
export function includeTypes(text: string): string {
  const errors: ParseError[] = [];
  const project: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || !isRecord(project)) return text;
  const { files, include } = project;
  if (Array.isArray(include)) return include.some(covers) ? text : append(text, 'include', include.length);
  return Array.isArray(files) && !files.includes(PMX_TYPES) ? append(text, 'files', files.length) : text;
}

/** Whether a pattern of `include` takes in the folder of the types. */
function covers(pattern: unknown): boolean {
  if (typeof pattern !== 'string') return false;
  const plain = pattern.replace(/^\.\//, '');
  return ['', '.', '*', '**', '**/*', '**/*.ts', 'types', PMX_TYPES].includes(plain) || plain.startsWith('types/');
}

function append(text: string, list: string, index: number): string {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length };
  return applyEdits(text, modify(text, [list, index], PMX_TYPES, { isArrayInsertion: true, formattingOptions }));
}
