import { modify } from 'jsonc-parser';
import type { SourceEdit } from '../../../shared/sourceApi';
import type { ModuleSources } from './moduleSources';
import { TextPlaces } from './textPlaces';

/** Adds an option to `config`, after the others, indented as the file is. Its default is an empty text. */
export function declareKey({ manifestFile, manifestText }: ModuleSources, key: string): readonly SourceEdit[] {
  const indent = /^([ \t]+)"/m.exec(manifestText)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: manifestText.includes('\r\n') ? '\r\n' : '\n',
  };
  const places = new TextPlaces(manifestText);
  return modify(manifestText, ['config', key], '', { formattingOptions }).map(({ offset, length, content }) => ({
    file: manifestFile,
    range: places.rangeOf({ start: offset, end: offset + length }),
    text: content,
  }));
}
