import { Range, type DocumentSelector, type TextDocument } from 'vscode';
import type { ManifestDocument, TextRange } from '../../../shared/languageApi';

/** Every package.json of this machine. Other files of that name are not PM2's business. */
export const manifestSelector: DocumentSelector = { language: 'json', scheme: 'file', pattern: '**/package.json' };

/** Words of which a module's package.json has at least one; what has none is not worth a question to the core. */
const MODULE_WORDS = /"(?:apps|pm2|pmx|@pm2\/io|tx2)"/;

export function toManifest(document: TextDocument): ManifestDocument {
  return { file: document.uri.fsPath, text: document.getText() };
}

/**
 * Whether it may be a module's package.json, as far as that shows without parsing it. What lies in `node_modules` belongs to
 * somebody else.
 */
export function mayBeModule(document: TextDocument, isInstalled: (file: string) => boolean): boolean {
  const { fsPath } = document.uri;
  if (/[\\/]node_modules[\\/]/.test(fsPath)) return false;
  return MODULE_WORDS.test(document.getText()) || isInstalled(fsPath);
}

export function toRange(document: TextDocument, { from, to }: TextRange): Range {
  return new Range(document.positionAt(from), document.positionAt(to));
}

export function fromRange(document: TextDocument, { start, end }: Range): TextRange {
  return { from: document.offsetAt(start), to: document.offsetAt(end) };
}
