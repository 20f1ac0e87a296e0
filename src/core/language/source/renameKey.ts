import { UserError } from '../../../base/errors';
import { message } from '../../../base/message';
import type { SourceEdit } from '../../../shared/sourceApi';
import { processFields } from '../../manifest/configKeys';
import type { Read } from './followed';
import type { ModuleSources } from './moduleSources';
import type { Span } from './program';
import { TextPlaces } from './textPlaces';

/** What is to be changed so that an option has another name wherever it is declared and used. */
export function renameKey(sources: ModuleSources, key: string, name: string): readonly SourceEdit[] {
  const { manifest, manifestFile, manifestText, texts, followed } = sources;
  refuseName(sources, key, name);
  const declared = manifest.keys.filter((known) => known.name === key);
  const inManifest = new TextPlaces(manifestText);
  const edits = declared.map(({ span }): SourceEdit => {
    return { file: manifestFile, range: inManifest.rangeOf(span), text: JSON.stringify(name).slice(1, -1) };
  });
  const places = new Map([...texts].map(([file, text]) => [file, new TextPlaces(text)]));
  for (const read of followed.reads.filter((candidate) => candidate.key.name === key)) {
    const text = texts.get(read.file) ?? '';
    const range = places.get(read.file);
    if (range) edits.push(editOf(read, name, text, range));
  }
  return edits;
}

function refuseName({ manifest }: ModuleSources, key: string, name: string): void {
  if (name.trim() === '') throw new UserError(message('An option needs a name.'));
  if (/[.:]/.test(name)) {
    throw new UserError(
      message(
        '"{0}": with "." or ":" in its name, an option cannot be set by pm2 set, which takes it for a path.',
        name,
      ),
    );
  }
  if (name !== key && manifest.keys.some((known) => known.name === name)) {
    throw new UserError(message('package.json has an option "{0}" already.', name));
  }
  if (processFields.has(name)) {
    throw new UserError(
      message('"{0}": PM2 would take an option of this name for a field of its own. Choose another one.', name),
    );
  }
}

function editOf({ file, key }: Read, name: string, text: string, places: TextPlaces): SourceEdit {
  const isPlain = isIdentifier(name);
  const edit = (span: Span, replacement: string): SourceEdit => ({
    file,
    range: places.rangeOf(span),
    text: replacement,
  });
  switch (key.form) {
    case 'quoted':
      return edit(key, quote(name, text.charAt(key.start)));
    case 'shorthand':
      return edit(key, `${isPlain ? name : quote(name, "'")}: ${key.name}`);
    case 'property':
      return edit(key, isPlain ? name : quote(name, "'"));
    case 'dot': {
      if (isPlain) return edit(key, name);
      const dot = /\??\.\s*$/.exec(text.slice(0, key.start));
      const isOptional = dot?.[0].startsWith('?') === true;
      const start = key.start - (dot?.[0].length ?? 0);
      return edit({ start, end: key.end }, `${isOptional ? '?.' : ''}[${quote(name, "'")}]`);
    }
  }
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

/** The name in quotes as they stand there. */
function quote(name: string, mark: string): string {
  const escaped = name.replace(/\\/g, '\\\\').replaceAll(mark, `\\${mark}`);
  return `${mark}${mark === '`' ? escaped.replace(/\$\{/g, '\\${') : escaped}${mark}`;
}
