import { dirname } from 'node:path';
import { l10n, Location, Uri } from 'vscode';
import type {
  CancellationToken,
  DefinitionProvider,
  LocationLink,
  Position,
  Range,
  ReferenceContext,
  ReferenceProvider,
  RenameProvider,
  TextDocument,
  WorkspaceEdit,
} from 'vscode';
import { isUserError } from '../../../base/errors';
import type { ConfigUses, SourceCalls } from '../../../shared/sourceApi';
import { localize } from '../../localize';
import { isManifest, type ModuleScope } from './moduleScope';
import { toRange, toWorkspaceEdit } from './textRanges';

/** Goes from where an option is read to where it is declared, and back, and renames it in all these places. */
export class ConfigNavigation implements DefinitionProvider, ReferenceProvider, RenameProvider {
  constructor(
    private readonly calls: () => SourceCalls,
    private readonly scope: ModuleScope,
    private readonly renamed: (rename: { folder: string; from: string; to: string }) => void,
  ) {}

  async provideDefinition(document: TextDocument, position: Position): Promise<LocationLink[]> {
    const named = await this.optionAt(document, position);
    if (!named) return [];
    return named.uses.keys
      .filter(({ name }) => name === named.key)
      .map(({ range }) => ({
        originSelectionRange: named.range,
        targetUri: Uri.file(named.uses.manifest),
        targetRange: toRange(range),
        targetSelectionRange: toRange(range),
      }));
  }

  async provideReferences(
    document: TextDocument,
    position: Position,
    { includeDeclaration }: ReferenceContext,
  ): Promise<Location[]> {
    const named = await this.optionAt(document, position);
    if (!named) return [];
    const { key, uses } = named;
    const declared = includeDeclaration ? uses.keys.filter(({ name }) => name === key) : [];
    return [
      ...declared.map(({ range }) => new Location(Uri.file(uses.manifest), toRange(range))),
      ...uses.uses
        .filter((use) => use.key === key)
        .map(({ file, range }) => new Location(Uri.file(file), toRange(range))),
    ];
  }

  async prepareRename(
    document: TextDocument,
    position: Position,
  ): Promise<{ range: Range; placeholder: string } | undefined> {
    const named = await this.optionAt(document, position);
    if (named) return { range: named.range, placeholder: named.key };
    // In code, other providers have their turn.
    if (isManifest(document.uri)) throw new Error(l10n.t('Only the options in "config" can be renamed here.'));
    return undefined;
  }

  async provideRenameEdits(
    document: TextDocument,
    position: Position,
    name: string,
    token: CancellationToken,
  ): Promise<WorkspaceEdit | undefined> {
    const named = await this.optionAt(document, position);
    const request = await this.scope.requestFor(document);
    if (!named || !request || token.isCancellationRequested) return undefined;
    try {
      const edits = await this.calls().renameConfigKey(request, named.key, name);
      this.renamed({ folder: dirname(named.uses.manifest), from: named.key, to: name });
      return toWorkspaceEdit(edits);
    } catch (error) {
      throw isUserError(error) ? new Error(localize(error.detail), { cause: error }) : error;
    }
  }

  /** The option that is named at a place. */
  private async optionAt(
    document: TextDocument,
    position: Position,
  ): Promise<{ key: string; range: Range; uses: ConfigUses } | undefined> {
    const request = await this.scope.requestFor(document);
    const uses = request && (await this.calls().configUses(request));
    if (!uses) return undefined;
    const file = document.uri.fsPath;
    const declared = uses.manifest === file ? uses.keys.map(({ name, range }) => ({ key: name, range })) : [];
    const places = [...declared, ...uses.uses.filter((use) => use.file === file)];
    const found = places
      .map(({ key, range }) => ({ key, range: toRange(range) }))
      .find(({ range }) => range.contains(position));
    return found && { ...found, uses };
  }
}
