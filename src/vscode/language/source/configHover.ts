import { Hover, MarkdownString, type HoverProvider, type Position, type TextDocument } from 'vscode';
import type { SourceCalls } from '../../../shared/sourceApi';
import type { ModuleScope } from './moduleScope';
import { descriptionOf, signatureOf } from './optionText';
import { toRange } from './textRanges';

/** Says what an option is where code reads it. */
export class ConfigHover implements HoverProvider {
  constructor(
    private readonly calls: () => SourceCalls,
    private readonly scope: ModuleScope,
  ) {}

  async provideHover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const request = await this.scope.requestFor(document);
    const uses = request && (await this.calls().configUses(request));
    const use = uses?.uses.find(({ file, range }) => file === document.uri.fsPath && toRange(range).contains(position));
    const key = uses?.keys.find(({ name }) => name === use?.key);
    if (!use || !key) return undefined;
    const signature = new MarkdownString().appendCodeblock(`(option) ${signatureOf(key)}`, 'typescript');
    return new Hover([signature, descriptionOf(key)], toRange(use.range));
  }
}
