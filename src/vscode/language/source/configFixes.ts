import { CodeAction, CodeActionKind, l10n, WorkspaceEdit } from 'vscode';
import type { CodeActionContext, CodeActionProvider, Diagnostic, Range, TextDocument } from 'vscode';
import type { SourceCalls } from '../../../shared/sourceApi';
import { commands } from '../../names';
import { isIdentifier } from './configCompletion';
import { diagnosticCodes, diagnosticSource } from './configDiagnostics';
import type { ModuleScope } from './moduleScope';
import { toRange, toWorkspaceEdit } from './textRanges';

/** The ways out when code reads what is no option: the one that was meant, or a new one. */
export class ConfigFixes implements CodeActionProvider {
  constructor(
    private readonly calls: () => SourceCalls,
    private readonly scope: ModuleScope,
  ) {}

  async provideCodeActions(document: TextDocument, _range: Range, context: CodeActionContext): Promise<CodeAction[]> {
    const own = context.diagnostics.filter(
      ({ source, code }) => source === diagnosticSource && code === diagnosticCodes.unknown,
    );
    const request = own.length === 0 ? undefined : await this.scope.requestFor(document);
    const uses = request && (await this.calls().configUses(request));
    const actions = context.diagnostics.filter(isUntyped).map((diagnostic) => addTypes(document, diagnostic));
    for (const diagnostic of own) {
      const read = uses?.unknown.find(
        ({ file, range }) => file === document.uri.fsPath && toRange(range).isEqual(diagnostic.range),
      );
      if (!request || !read) continue;
      const { key, meant } = read;
      if (meant !== undefined && mayStandAt(document, diagnostic, meant)) {
        const edit = new WorkspaceEdit();
        edit.replace(document.uri, diagnostic.range, meant);
        const change = fix(l10n.t('Change to "{0}"', meant), diagnostic, edit);
        change.isPreferred = true;
        actions.push(change);
      }
      const edit = toWorkspaceEdit(await this.calls().declareConfigKey(request, key));
      actions.push(fix(l10n.t('Add the option "{0}" to package.json', key), diagnostic, edit));
    }
    return actions;
  }
}

function isUntyped({ source, code }: Diagnostic): boolean {
  return source === diagnosticSource && code === diagnosticCodes.untyped;
}

function addTypes({ uri }: TextDocument, diagnostic: Diagnostic): CodeAction {
  const title = l10n.t('Add pmx types to this module');
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { title, command: commands.addPmxTypes, arguments: [uri] };
  return action;
}

function fix(title: string, diagnostic: Diagnostic, edit: WorkspaceEdit): CodeAction {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = edit;
  return action;
}

/** A name with a space in it can take the place of another one only within quotes. */
function mayStandAt(document: TextDocument, { range }: Diagnostic, name: string): boolean {
  const before = document.lineAt(range.start.line).text.charAt(range.start.character - 1);
  return isIdentifier(name) || /['"`]/.test(before);
}
