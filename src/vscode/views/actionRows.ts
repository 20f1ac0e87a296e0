import { message } from '../../base/message';
import type { ActionSnapshot } from '../../shared/action';
import type { ModuleSnapshot } from '../../shared/module';
import { callText } from '../callText';
import type { Icon } from '../statuses';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target, type TooltipLine } from './row';
import { rowsByProcess, withGroup } from './rowGroups';

/** The actions of a module: what it declares itself first, the library's own profiling in a group. */
export function actionRows(
  module: ModuleSnapshot,
  actionsOf: (process: string) => readonly ActionSnapshot[],
  wording: Wording,
): readonly Row[] {
  return rowsByProcess(module, (process, target) => rowsOfProcess(actionsOf(process), target, wording));
}

/** The row's id, by which a view finds it. */
export function actionRowId(process: string, action: string): string {
  return `${process}/action/${action}`;
}

function rowsOfProcess(actions: readonly ActionSnapshot[], target: Target, wording: Wording): readonly Row[] {
  const rowsOf = (isInternal: boolean): Row[] =>
    actions
      .filter(({ type }) => (type === 'internal') === isInternal)
      .map((action) => actionRow(action, target, wording));
  const group = { name: 'profiling', label: wording.say(message('Profiling')), icon: 'flame', rows: rowsOf(true) };
  return withGroup({ rows: rowsOf(false), group, target, id: `${target.process ?? target.module}/actions` }, wording);
}

function actionRow(action: ActionSnapshot, target: Target, wording: Wording): Row {
  const { name, takesArgument, lastCall } = action;
  const { say } = wording;
  const outcome = lastCall && callText(lastCall, wording);
  const hint = takesArgument ? say(message('takes an argument')) : undefined;
  return {
    id: actionRowId(target.process ?? target.module, name),
    label: name,
    description: outcome ?? (hint ? `(${hint})` : ''),
    icon: actionIcon(action),
    tooltip: actionTooltip(action, wording),
    context: rowContext(
      'action',
      lastCall?.state.kind === 'running' ? 'running' : 'idle',
      lastCall?.state.kind === 'replied' && 'replied',
    ),
    spoken: [name, hint, outcome].filter(Boolean).join(', '),
    target: { ...target, action: name },
    children: [],
  };
}

function actionIcon({ type, lastCall }: ActionSnapshot): Icon {
  if (lastCall?.state.kind === 'running') return { id: 'loading~spin' };
  if (lastCall?.state.kind === 'failed') return { id: 'error', color: 'list.errorForeground' };
  return { id: type === 'scoped' ? 'list-flat' : 'play' };
}

function actionTooltip({ name, comment, takesArgument, lastCall }: ActionSnapshot, wording: Wording): TooltipLine[] {
  const { say } = wording;
  const all: (TooltipLine | undefined)[] = [
    ['', name],
    comment ? ['', comment] : undefined,
    takesArgument ? ['', say(message('Takes an argument.'))] : undefined,
    lastCall?.argument === undefined ? undefined : [say(message('Argument')), lastCall.argument],
    lastCall ? [say(message('Last run')), callText(lastCall, wording)] : undefined,
  ];
  return all.filter((line) => line !== undefined);
}
