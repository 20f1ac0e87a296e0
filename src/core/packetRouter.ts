import type { EngineModule } from './engine/moduleEngine';
import type { ModuleReports } from './moduleReports';
import type { ModuleRuns } from './moduleRuns';
import type { ProcessStores } from './processStores';
import { monitoredPid } from './protocol/monitoredPid';
import type { OptionsPacket, Packet } from './protocol/packet';

export interface PacketReceivers {
  readonly engine: Pick<EngineModule, 'setMonitoredPid'>;
  readonly reports: ModuleReports;
  readonly runs: ModuleRuns;
  /** The stores of a process, given by its key. */
  readonly storesOf: (process: string) => ProcessStores;
}

/** Hands what the processes of a module say to whoever keeps it. */
export class PacketRouter {
  constructor(private readonly receivers: PacketReceivers) {}

  /** `at`: when it came, in milliseconds since the epoch. */
  route(process: string, packet: Packet, at: number): void {
    const { storesOf, reports, runs } = this.receivers;
    const { probes, actions, calls } = storesOf(process);
    switch (packet.kind) {
      case 'probes':
        probes.accept(packet, at);
        break;
      case 'action':
        actions.accept(packet);
        break;
      case 'reply':
      case 'scopedStream':
      case 'scopedError':
      case 'scopedEnd':
        calls.accept(packet);
        break;
      case 'profiling':
        runs.acceptProfile(calls, packet, at);
        break;
      case 'options':
        this.acceptOptions(process, packet);
        break;
      case 'issue':
      case 'event':
        reports.accept(process, packet, at);
        break;
      default:
        // Everything else is shown as traffic only.
        break;
    }
  }

  /** A `pid` option names the process whose CPU and memory count: PM2's `axm_options.pid`. */
  private acceptOptions(process: string, packet: OptionsPacket): void {
    const { options } = packet;
    this.receivers.storesOf(process).options.accept(packet);
    if ('pid' in options) this.receivers.engine.setMonitoredPid(process, monitoredPid(options.pid));
  }
}
