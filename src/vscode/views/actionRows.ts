import { message } from '../../base/message';
import { once } from '../../base/once';
import type { ActionSnapshot, CallSnapshot } from '../../shared/action';
import type { ModuleSnapshot } from '../../shared/module';
import { callText, callTimes, replyPreview } from '../callText';
import { commands } from '../names';
import { oneLine } from '../plainText';
import type { Icon } from '../statuses';
import type { Wording } from '../wording';
import { profilingName } from './profilingNames';
import { rowContext, type Row, type Target, type TooltipLine } from './row';
import { rowsByProcess, withGroup, type RowList } from './rowGroups';

/** How much of an argument the row of a run shows, in characters. */
const ARGUMENT_MAX_LENGTH = 60;

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
  const listOf = (isInternal: boolean): RowList => {
    const all = actions.filter(({ type }) => (type === 'internal') === isInternal);
    return { rows: once(() => all.map((action) => actionRow(action, target, wording))), total: all.length };
  };
  const group = { name: 'profiling', label: wording.say(message('Profiling')), icon: 'flame', ...listOf(true) };
  return withGroup({ ...listOf(false), group, target, id: `${target.process ?? target.module}/actions` }, wording);
}

function actionRow(action: ActionSnapshot, target: Target, wording: Wording): Row {
  const { name } = action;
  const { say } = wording;
  const call = newestCall(action);
  const friendly = profilingName(name);
  const label = friendly ? say(friendly) : name;
  const outcome = call && callText(call, wording);
  const hint = action.takesArgument && !friendly ? say(message('takes an argument')) : undefined;
  const id = actionRowId(target.process ?? target.module, name);
  const runs = once(() => (action.runs ?? []).map((run) => runRow(run, { ...target, action: name }, id, wording)));
  return {
    id,
    label,
    description: outcome ?? (hint ? `(${hint})` : ''),
    icon: actionIcon(action),
    get tooltip() {
      return actionTooltip(action, label, wording);
    },
    context: actionContext(action, call),
    spoken: [label, hint, outcome].filter(Boolean).join(', '),
    target: { ...target, action: name },
    get children() {
      return runs();
    },
    hasChildren: (action.runs ?? []).length > 0,
  };
}

/** The newest call of this window, else the last run of an earlier one. */
function newestCall({ lastCall, runs }: ActionSnapshot): CallSnapshot | undefined {
  return lastCall ?? runs?.[0];
}

/** What menus offer: what can be done with the action now, and with what it did last. */
function actionContext({ type, lastCall, runs }: ActionSnapshot, call: CallSnapshot | undefined): string {
  const state = call?.state;
  const file = state?.kind === 'replied' ? state.file : undefined;
  return rowContext(
    'action',
    state?.kind === 'running' ? 'running' : 'idle',
    type !== 'scoped' && lastCall?.state.kind === 'replied' && file === undefined && 'replied',
    type === 'scoped' && call && 'streams',
    file !== undefined && 'profile',
    state?.kind === 'failed' && state.goesOn && 'goes-on',
    runs && runs.length > 0 && 'run',
  );
}

/** `→ {"success":true}   4 ms · 12 s ago`: one run, which opens its output. */
function runRow(run: CallSnapshot, target: Target, parent: string, wording: Wording): Row {
  const { state } = run;
  const outcome = state.kind === 'replied' ? replyPreview(state) : callText(run, wording);
  const argument = run.argument === undefined ? '' : `${oneLine(run.argument, ARGUMENT_MAX_LENGTH)} `;
  const label = `${argument}${outcome}`;
  const description = callTimes(run, wording);
  return {
    id: `${parent}/${run.id}`,
    label,
    description,
    icon: runIcon(run),
    get tooltip() {
      return runTooltip(run, wording);
    },
    context: rowContext('actionRun', state.kind === 'replied' && state.file !== undefined && 'profile'),
    spoken: `${label}, ${description}`,
    opens: commands.showOutput,
    target: { ...target, run: String(run.id) },
    children: [],
  };
}

function runIcon({ state }: CallSnapshot): Icon {
  if (state.kind === 'running') return { id: 'loading~spin' };
  return state.kind === 'failed' ? { id: 'error', color: 'list.errorForeground' } : { id: 'output' };
}

function actionIcon(action: ActionSnapshot): Icon {
  const state = newestCall(action)?.state;
  if (state?.kind === 'running') return { id: 'loading~spin' };
  if (state?.kind === 'failed') return { id: 'error', color: 'list.errorForeground' };
  return { id: action.type === 'scoped' ? 'list-flat' : 'play' };
}

function actionTooltip(action: ActionSnapshot, label: string, wording: Wording): TooltipLine[] {
  const { name, comment, takesArgument } = action;
  const { say } = wording;
  const call = newestCall(action);
  const all: (TooltipLine | undefined)[] = [
    ['', label],
    label === name ? undefined : [say(message('Action')), name],
    comment ? ['', comment] : undefined,
    takesArgument ? ['', say(message('Takes an argument.'))] : undefined,
    ...(call ? callLines(call, wording) : []),
  ];
  return all.filter((line) => line !== undefined);
}

function runTooltip(run: CallSnapshot, wording: Wording): TooltipLine[] {
  return [['', new Date(run.startedAt).toLocaleString()], ...callLines(run, wording)];
}

function callLines(call: CallSnapshot, wording: Wording): TooltipLine[] {
  const { say } = wording;
  const { argument, state } = call;
  return [
    ...(argument === undefined ? [] : [[say(message('Argument')), argument] as const]),
    [say(message('Last run')), callText(call, wording)],
    ...(state.kind === 'replied' && state.file !== undefined ? [[say(message('File')), state.file] as const] : []),
  ];
}
