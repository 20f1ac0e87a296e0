import { CompletionItem, CompletionItemKind, Range } from 'vscode';
import type { CompletionItemProvider, Position, TextDocument } from 'vscode';
import type { ConfigCompletion, ConfigKey, SourceCalls } from '../../../shared/sourceApi';
import type { ModuleScope } from './moduleScope';
import { descriptionOf, signatureOf } from './optionText';
import { toRange } from './textRanges';

/** Characters behind which an option may be named. */
export const completionTriggers = ['.', "'", '"', '`', '{', ','];

/** Offers a module's options where the configuration is read, in code that does not give it a type of its own. */
export class ConfigCompletions implements CompletionItemProvider {
  constructor(
    private readonly calls: () => SourceCalls,
    private readonly scope: ModuleScope,
  ) {}

  async provideCompletionItems(document: TextDocument, position: Position): Promise<CompletionItem[]> {
    const request = await this.scope.requestFor(document);
    const { line, character } = position;
    const found = request && (await this.calls().completeConfig(request, { line, character }));
    if (!found) return [];
    return found.keys.map((key, index) => toItem(document, found, key, index));
  }
}

function toItem(
  document: TextDocument,
  { range, form }: ConfigCompletion,
  key: ConfigKey,
  index: number,
): CompletionItem {
  const item = new CompletionItem({ label: key.name, description: key.type }, CompletionItemKind.Field);
  item.detail = signatureOf(key);
  item.documentation = descriptionOf(key);
  // Before the words of the file, which is all that TypeScript offers here.
  item.sortText = `0${String(index).padStart(4, '0')}`;
  item.range = toRange(range);
  if (form === 'quoted' || isIdentifier(key.name)) return item;
  const { start, end } = item.range;
  const before = document.lineAt(start.line).text.slice(0, start.character);
  const quoted = `'${key.name.replace(/[\\']/g, '\\$&')}'`;
  if (!before.endsWith('.')) {
    item.insertText = `${quoted}: ${key.name.replace(/\W+/g, '_')}`;
    return item;
  }
  item.insertText = `[${quoted}]`;
  if (before.endsWith('?.')) return item;
  item.range = new Range(start.translate(0, -1), end);
  item.filterText = `.${key.name}`;
  return item;
}

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}
