import {
  CompletionItem,
  CompletionItemKind,
  MarkdownString,
  SnippetString,
  languages,
  type Disposable,
  type TextDocument,
} from 'vscode';
import type { ManifestCompletion } from '../../../shared/languageApi';
import { localize } from '../../localize';
import type { Ask } from './ask';
import { manifestSelector, toManifest, toRange } from './documents';
import { optionText } from './markdown';

const kinds = {
  option: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  snippet: CompletionItemKind.Snippet,
} as const;

/** Completion of `apps`, its options and their values, of `config`, and of a whole module. */
export function manifestCompletion(ask: Ask): Disposable {
  return languages.registerCompletionItemProvider(
    manifestSelector,
    {
      provideCompletionItems: async (document, position, token) => {
        const offset = document.offsetAt(position);
        const found = await ask((calls) => calls.manifestCompletions(toManifest(document), offset), token);
        return found?.map((completion) => toItem(document, completion));
      },
    },
    '"',
    ':',
    '/',
  );
}

function toItem(document: TextDocument, completion: ManifestCompletion): CompletionItem {
  const { label, kind, insert, isSnippet, range, order, option, about, continues } = completion;
  const item = new CompletionItem(label, kinds[kind]);
  item.range = toRange(document, range);
  item.insertText = isSnippet ? new SnippetString(insert) : insert;
  // What is typed begins with a quote, which the editor compares too.
  item.filterText = document.getText(item.range).startsWith('"') && !label.startsWith('"') ? `"${label}"` : label;
  item.sortText = order;
  item.detail = kind === 'option' || kind === 'snippet' ? 'PM2' : '';
  if (option) item.documentation = optionText(option);
  else if (about) item.documentation = new MarkdownString().appendText(localize(about));
  if (continues) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}
