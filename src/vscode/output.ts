import { Uri, window, type OutputChannel } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { ModuleId } from '../shared/module';
import type { OutputChunk, TrafficChunk } from '../shared/output';
import type { CoreClient } from './coreClient';
import type { Interests } from './interests';
import type { Mirror } from './mirror';
import { channels } from './names';
import { setting } from './settings';

/** What an output channel shows at most; the log files have all. */
const CHANNEL_LINES_MAX = 100_000;

export interface OutputOptions {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly interests: Interests;
  readonly log: Log;
}

/** The output channels of the modules: logs from the first line on, traffic from when somebody asks for it. */
export class Output implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly logs = new Map<ModuleId, Channel>();
  private readonly traffic = new Map<ModuleId, { readonly channel: Channel; readonly filled: Promise<Channel> }>();

  private filter = String(setting('traffic.filter'));

  constructor(private readonly options: OutputOptions) {
    this.disposables.add(options.mirror.onDidChangeModule((id) => this.prepare(id)));
    this.disposables.add(options.mirror.onDidRemoveModule(({ id }) => this.close(id)));
  }

  logsArrived({ moduleId, lines }: OutputChunk): void {
    this.logChannel(moduleId)?.append(lines);
  }

  trafficArrived({ moduleId, lines }: TrafficChunk): void {
    void this.traffic.get(moduleId)?.filled.then((channel) => channel.append(lines));
  }

  showLogs(id: ModuleId): void {
    this.logChannel(id)?.show();
  }

  async showTraffic(id: ModuleId): Promise<void> {
    this.openTraffic(id);
    (await this.traffic.get(id)?.filled)?.show();
  }

  /** Opens the traffic channels of modules whose packets are to be seen from the start, and applies another filter. */
  followSettings(): void {
    for (const { id } of this.options.mirror.modules) this.prepare(id);
    const filter = String(setting('traffic.filter'));
    if (filter === this.filter) return;
    this.filter = filter;
    for (const [id, open] of this.traffic) this.traffic.set(id, { ...open, filled: this.refill(id, open.channel) });
  }

  /** Another filter shows and hides what came before it too. */
  private async refill(id: ModuleId, channel: Channel): Promise<Channel> {
    try {
      channel.replace(await this.options.core.calls.trafficHistory(id));
    } catch (error) {
      this.options.log.error(String(error));
    }
    return channel;
  }

  dispose(): void {
    this.disposables.dispose();
    for (const { id } of this.options.mirror.modules) this.close(id);
  }

  /** The log is in the list of outputs from the start, also that of a module that says nothing. */
  private prepare(id: ModuleId): void {
    this.logChannel(id);
    const folder = this.options.mirror.module(id)?.folder;
    if (folder !== undefined && setting('moduleDebug', Uri.file(folder))) this.openTraffic(id);
  }

  /** What was kept so far comes first, whatever arrives meanwhile. */
  private openTraffic(id: ModuleId): void {
    if (this.traffic.has(id)) return;
    const channel = this.createChannel(id, channels.traffic);
    if (!channel) return;
    const { core, interests, log } = this.options;
    const history = core.calls.trafficHistory(id);
    interests.watchTraffic(id);
    const filled = history.then(
      (lines) => channel.append(lines),
      (error: unknown) => log.error(String(error)),
    );
    this.traffic.set(id, { channel, filled: filled.then(() => channel) });
  }

  private logChannel(id: ModuleId): Channel | undefined {
    const open = this.logs.get(id);
    if (open) return open;
    const channel = this.createChannel(id, channels.logs);
    if (channel) this.logs.set(id, channel);
    return channel;
  }

  private createChannel(id: ModuleId, kind: string): Channel | undefined {
    const module = this.options.mirror.module(id);
    if (!module || this.disposables.isDisposed) return undefined;
    return new Channel(window.createOutputChannel(`${kind}: ${this.options.mirror.shownName(module)}`));
  }

  private close(id: ModuleId): void {
    this.logs.get(id)?.dispose();
    this.logs.delete(id);
    this.traffic.get(id)?.channel.dispose();
    this.traffic.delete(id);
  }
}

/** An output channel that does not grow without end. */
class Channel implements Disposable {
  private lineCount = 0;

  constructor(private readonly channel: OutputChannel) {}

  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.lineCount += lines.length;
    const text = `${lines.join('\n')}\n`;
    if (this.lineCount <= CHANNEL_LINES_MAX) {
      this.channel.append(text);
      return;
    }
    this.lineCount = lines.length;
    this.channel.replace(text);
  }

  replace(lines: readonly string[]): void {
    this.channel.clear();
    this.lineCount = 0;
    this.append(lines);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
