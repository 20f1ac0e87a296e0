import { Emitter } from '../../src/base/event';
import { LiveModule } from '../../src/core/liveModule';
import type { EngineModule, Received } from '../../src/core/engine/moduleEngine';
import type { RecordedLine } from './recordings';
import { FakeClock } from './fakeClock';
import { someModule } from './someModule';

/** The process that a replayed module has. */
export const replayedProcess = 'dev:/home/me/replayed#0';

/**
 * Feeds what a module sent, at the times at which it came, to a live module that nothing runs; the caller disposes it.
 * `areProbesSeen`: somebody looks at its probes meanwhile.
 */
export async function replay(
  lines: readonly RecordedLine[],
  { areProbesSeen = true }: { areProbesSeen?: boolean } = {},
): Promise<LiveModule> {
  const received = new Emitter<Received>();
  const launched = new Emitter<string>();
  const clock = new FakeClock();
  const live = new LiveModule(engineOf(received, launched), { clock });
  live.areProbesSeen = areProbesSeen;
  launched.fire(replayedProcess);
  let passed = 0;
  for (const { t, dir, msg } of lines) {
    if (dir !== 'module->pm2') continue;
    await clock.advance(Math.max(0, t - passed));
    passed = Math.max(t, passed);
    received.fire({ process: replayedProcess, message: { raw: msg, text: JSON.stringify(msg) } });
  }
  return live;
}

function engineOf(received: Emitter<Received>, launched: Emitter<string>): EngineModule {
  const snapshot = someModule({ name: 'replayed' });
  const nothing = async (): Promise<void> => undefined;
  return {
    id: snapshot.id,
    snapshot,
    secrets: [],
    onDidChange: new Emitter<void>().event,
    onDidLaunch: launched.event,
    onDidExit: new Emitter<string>().event,
    onDidReceive: received.event,
    onDidIdle: new Emitter<string>().event,
    onDidOutput: new Emitter<readonly string[]>().event,
    onDidNotice: new Emitter<never>().event,
    onDidEnd: new Emitter<void>().event,
    ...{ launch: nothing, start: nothing, stop: nothing, restart: nothing, setSettings: nothing },
    ...{ whenIdle: nothing, dispose: nothing },
    send: () => undefined,
    setMonitoredPid: () => undefined,
    setWatchingPaused: () => undefined,
    undoIgnore: () => undefined,
    fileChanged: () => undefined,
  };
}
