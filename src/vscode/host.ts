import type { Memento, Uri } from 'vscode';
import type { ActiveModule } from './activeModule';
import type { CoreClient } from './coreClient';
import type { Configuration } from './createConfiguration';
import type { Installation } from './installation';
import type { Mirror } from './mirror';
import type { Output } from './output';
import type { Payloads } from './payloads';
import type { ProbeChoices } from './probeChoices';
import type { Replies } from './replies';
import type { RunDocuments } from './runDocuments';
import type { RowTree } from './views/rowTree';
import type { Wording } from './wording';

/** What commands work with. */
export interface Host extends Configuration, ProbeChoices {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly active: ActiveModule;
  readonly installation: Installation;
  readonly output: Output;
  readonly replies: Replies;
  readonly runDocuments: RunDocuments;
  readonly payloads: Payloads;
  readonly trees: {
    readonly modules: RowTree;
    readonly probes: RowTree;
    readonly actions: RowTree;
    readonly issues: RowTree;
  };
  readonly wording: () => Wording;
  /** The workspace's memory. */
  readonly memory: Memento;
  /** The extension's own folder. */
  readonly extensionUri: Uri;
}
