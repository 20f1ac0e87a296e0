import { languages, type DocumentSelector } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import type { ConfigurationCalls } from '../../../shared/configurationApi';
import type { SourceCalls } from '../../../shared/sourceApi';
import { completionTriggers, ConfigCompletions } from './configCompletion';
import { configDiagnostics } from './configDiagnostics';
import { ConfigFixes } from './configFixes';
import { ConfigHover } from './configHover';
import { ConfigNavigation } from './configNavigation';
import { codeLanguages, ModuleScope } from './moduleScope';
import { RenamedOptions } from './renamedOptions';

const code: DocumentSelector = codeLanguages.map((language) => ({ language, scheme: 'file' }));
const codeAndManifest: DocumentSelector = [...code, { pattern: '**/package.json', scheme: 'file' }];

export interface SourceLanguageOptions {
  readonly calls: () => SourceCalls & ConfigurationCalls;
  readonly onError: (error: unknown) => void;
}

/** What the editor offers on a module's options, in its code and in its package.json. */
export function sourceLanguage({ calls, onError }: SourceLanguageOptions): Disposable {
  const disposables = new DisposableStore();
  const scope = disposables.add(new ModuleScope());
  const renamed = disposables.add(new RenamedOptions(calls, onError));
  const navigation = new ConfigNavigation(calls, scope, (rename) => renamed.add(rename));
  disposables.add(languages.registerDefinitionProvider(codeAndManifest, navigation));
  disposables.add(languages.registerReferenceProvider(codeAndManifest, navigation));
  disposables.add(languages.registerRenameProvider(codeAndManifest, navigation));
  disposables.add(languages.registerHoverProvider(code, new ConfigHover(calls, scope)));
  disposables.add(
    languages.registerCompletionItemProvider(code, new ConfigCompletions(calls, scope), ...completionTriggers),
  );
  disposables.add(languages.registerCodeActionsProvider(code, new ConfigFixes(calls, scope)));
  disposables.add(configDiagnostics(calls, scope, onError));
  return disposables;
}
