import path from 'node:path';
import type { ConfigCompletion, SourceRequest, TextPlace } from '../../../shared/sourceApi';
import { nameSpan, toKey } from './configUses';
import type { ModuleSources, SourceReader } from './moduleSources';
import type { Span } from './program';
import { TextPlaces } from './textPlaces';

/** Stands in the text where the name is being typed: a name that no code has. */
const TYPED_HERE = '$pm2ModuleKey$';

/** The options that may stand at a place, when it is one where an option is named and the code has no type of its own. */
export async function completeConfig(
  reader: SourceReader,
  request: SourceRequest,
  place: TextPlace,
): Promise<ConfigCompletion | undefined> {
  const file = path.resolve(request.file);
  const text = request.texts.find((candidate) => path.resolve(candidate.file) === file)?.text;
  if (text === undefined) return undefined;
  const places = new TextPlaces(text);
  const offset = places.offsetAt(place);
  if (!mayNameOption(text, offset)) return undefined;
  for (const attempt of attempts(text, offset)) {
    const sources = await reader.read({ ...request, texts: withText(request, file, attempt) });
    if (!sources) return undefined;
    const found = completionIn(sources, file, offset);
    if (found === 'typed') return undefined;
    if (found) return { ...found, range: places.rangeOf(found.span) };
  }
  return undefined;
}

/** Behind a dot, in quotes, or in a pattern: anything else is not worth a second look. */
function mayNameOption(text: string, offset: number): boolean {
  const before = text.slice(0, offset).replace(/[\w$]+$/, '');
  return /(\.|['"`]|[{,])\s*$/.test(before);
}

/** The text with the name in it; then with nothing else on its line but what the name belongs to. */
function attempts(text: string, offset: number): string[] {
  const typed = text.slice(0, offset) + TYPED_HERE + text.slice(offset);
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const chain = /[\w$.?[\]'"]*$/.exec(text.slice(line, offset))?.[0] ?? '';
  const before = text.slice(0, line) + ' '.repeat(offset - line - chain.length) + chain + TYPED_HERE;
  const end = text.indexOf('\n', offset);
  const isInComment = /\/\/|\/\*|^\s*\*/.test(text.slice(line, offset - chain.length));
  if (isInComment) return [typed];
  return [typed, before + (end < 0 ? '' : text.slice(end))];
}

function withText(request: SourceRequest, file: string, text: string): SourceRequest['texts'] {
  return [...request.texts.filter((other) => path.resolve(other.file) !== file), { file, text }];
}

function completionIn(
  { followed, manifest, manifestText, descriptions }: ModuleSources,
  file: string,
  offset: number,
): (Omit<ConfigCompletion, 'range'> & { span: Span }) | 'typed' | undefined {
  const read = followed.reads.find((candidate) => candidate.file === file && candidate.key.name.includes(TYPED_HERE));
  if (!read || read.source === 'environment') return undefined;
  if (read.isTyped) return 'typed';
  const { start, end } = nameSpan(read.key);
  const places = new TextPlaces(manifestText);
  return {
    keys: manifest.keys.map((key) => toKey(key, places, descriptions)),
    span: { start, end: Math.max(offset, end - TYPED_HERE.length) },
    form: read.key.form === 'quoted' ? 'quoted' : 'identifier',
  };
}
