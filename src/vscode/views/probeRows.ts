import { message } from '../../base/message';
import { once } from '../../base/once';
import type { ModuleSnapshot } from '../../shared/module';
import type { ProbeKind, ProbeSnapshot } from '../../shared/probe';
import type { Icon } from '../statuses';
import type { Pin } from '../pinnedProbes';
import type { Wording } from '../wording';
import { orderProbes } from './probeOrder';
import { alertText, probeText, probeTooltip, speakProbe } from './probeWords';
import { rowContext, type Row, type Target } from './row';
import { ROWS_MAX, rowsByProcess, withGroup, type RowList } from './rowGroups';

/** Between value and line: spaces that a tree does not join. */
const GAP = '\u2002\u2002';

/** What the rows are made of. */
export interface ProbeSource {
  readonly probesOf: (process: string) => readonly ProbeSnapshot[];
  /** Whether a probe stands in the status bar too. */
  readonly isPinned: (pin: Pin) => boolean;
}

/** The probes of a module: the module's own first, what the preloaded library says of the runtime in a group. */
export function probeRows(
  module: ModuleSnapshot,
  { probesOf, isPinned }: ProbeSource,
  wording: Wording,
): readonly Row[] {
  const options = new Map(module.processes.map((process) => [process.key, process.options]));
  return rowsByProcess(module, (process, target) => {
    const probes = orderProbes(probesOf(process), options.get(process));
    return rowsOfProcess(probes, { target, isPinned: (probe) => isPinned({ process, probe }) }, wording);
  });
}

/** The row's id, by which a view finds it. */
export function probeRowId(process: string, probe: string): string {
  return `${process}/probe/${probe}`;
}

interface Place {
  readonly target: Target;
  readonly isPinned: (probe: string) => boolean;
}

function rowsOfProcess(probes: readonly ProbeSnapshot[], place: Place, wording: Wording): readonly Row[] {
  const { target } = place;
  const listOf = (isRuntime: boolean): RowList => {
    const all = probes.filter((probe) => probe.isRuntime === isRuntime);
    const rows = once(() => all.slice(0, ROWS_MAX).map((probe) => probeRow(probe, place, wording)));
    return { rows, total: all.length };
  };
  const group = { name: 'runtime', label: wording.say(message('Runtime')), icon: 'vm', ...listOf(true) };
  return withGroup({ ...listOf(false), group, target, id: `${target.process ?? target.module}/probes` }, wording);
}

function probeRow(probe: ProbeSnapshot, { target, isPinned }: Place, wording: Wording): Row {
  const { name, sparkline, alert } = probe;
  const text = [probeText(probe, wording), alert?.state === 'inForce' && alertText(alert, wording)];
  return {
    id: probeRowId(target.process ?? target.module, name),
    label: name,
    description: [text.filter(Boolean).join(' '), sparkline].filter(Boolean).join(GAP),
    icon: probeIcon(probe),
    get tooltip() {
      return probeTooltip(probe, wording);
    },
    context: rowContext('probe', isPinned(name) ? 'pinned' : 'loose', alert?.state === 'inForce' && 'alert'),
    spoken: speakProbe(probe, wording),
    target: { ...target, probe: name },
    children: [],
  };
}

/** Green means that an alert watches and finds nothing; a probe without an alert says nothing of good or bad. */
export function probeIcon({ kind, alert }: ProbeSnapshot): Icon {
  if (alert?.state === 'inForce') return { id: 'warning', color: 'list.warningForeground' };
  return { id: kindIcons[kind], ...(alert?.state === 'clear' && { color: 'testing.iconPassed' }) };
}

const kindIcons: Readonly<Record<ProbeKind, string>> = {
  metric: 'pulse',
  counter: 'symbol-number',
  meter: 'dashboard',
  histogram: 'graph',
  transpose: 'pulse',
};
