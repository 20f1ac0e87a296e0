import { existsSync } from 'node:fs';
import { commands as registry, env, l10n, Uri, window } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { CallSnapshot, CallState } from '../../shared/action';
import { callText } from '../callText';
import type { Host } from '../host';
import { escapeIcons } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { requireTrust } from '../trust';
import { actionRowId } from '../views/actionRows';
import { profilingName } from '../views/profilingNames';
import { readArgument } from './argument';
import { askArgument } from './askArgument';
import { pickAction, pickProbe, type PickedAction } from './picks';

/** How long a reply stays in the status bar when the Actions view is not on screen. */
const REPLY_SHOWN_MS = 10_000;

/** What the keybinding of Enter gives: the row that was selected by it. */
const SELECTION = 'selection';

type Names = 'runAction' | 'cancelAction' | 'showReply' | 'showOutput' | 'openProfile' | 'copyValue';

export function actionCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    runAction: async (given) => {
      requireTrust();
      const subject = given === SELECTION ? host.trees.actions.view.selection[0] : given;
      const { action, run } = readArgument(subject);
      // Enter on a group or on an earlier run has opened it, and is to do no more.
      if (given === SELECTION && (action === undefined || run !== undefined)) return undefined;
      const picked = await pickAction(host, subject, {
        title: l10n.t('Which action?'),
        accepts: () => true,
        none: (module) => new UserError(message('{0} has no actions.', module)),
      });
      return picked && runAction(host, picked, readArgument(subject).argument);
    },
    cancelAction: async (given) => {
      const picked = await pickAction(host, given, {
        title: l10n.t('Which action?'),
        accepts: ({ lastCall }) => lastCall?.state.kind === 'running',
        none: (module) => new UserError(message('No action of {0} is running.', module)),
      });
      if (picked) await host.core.calls.cancelAction(picked.process.key, picked.action.name);
    },
    showReply: async (given) => {
      const picked = await pickAction(host, given, {
        title: l10n.t('Which action?'),
        accepts: ({ lastCall }) => lastCall?.state.kind === 'replied',
        none: (module) => new UserError(message('No action of {0} has replied yet.', module)),
      });
      if (!picked) return;
      const { process, action } = picked;
      if (!action.lastCall) throw new UserError(message('"{0}" has not been run yet.', action.name));
      await host.replies.show(process.key, action.name);
    },
    showOutput: async (given) => {
      const picked = await pickAction(host, given, {
        title: l10n.t('Which action?'),
        accepts: ({ runs = [] }) => runs.length > 0,
        none: (module) => new UserError(message('No action of {0} has been run yet.', module)),
      });
      const run = picked && runOf(picked, given);
      if (run) await host.runDocuments.show(picked.process.key, picked.action.name, run);
    },
    openProfile: async (given) => {
      const picked = await pickAction(host, given, {
        title: l10n.t('Which profile?'),
        accepts: ({ runs = [] }) => runs.some((run) => fileOf(run.state) !== undefined),
        none: (module) => new UserError(message('No profile of {0} has been taken yet.', module)),
      });
      if (picked) await openProfile(fileOf(runOf(picked, given).state));
    },
    copyValue: async (given) => {
      const value = (await pickProbe(host, given))?.probe.value;
      if (value !== undefined) await env.clipboard.writeText(typeof value === 'string' ? value : JSON.stringify(value));
    },
  };
}

/** The run that was given, else the newest. */
function runOf({ action: { name, runs = [] } }: PickedAction, given: unknown): CallSnapshot {
  const { run: wanted } = readArgument(given);
  const run = runs.find(({ id }) => wanted === undefined || String(id) === wanted);
  if (run) return run;
  if (wanted !== undefined) throw new UserError(message('The output of this run is not kept any more.'));
  throw new UserError(message('"{0}" has not been run yet.', name));
}

function fileOf(state: CallState): string | undefined {
  return state.kind === 'replied' ? state.file : undefined;
}

async function openProfile(file: string | undefined): Promise<void> {
  if (file === undefined || !existsSync(file)) {
    throw new UserError(message('The profile is not there any more: only the last 20 of a module are kept.'));
  }
  await registry.executeCommand('vscode.open', Uri.file(file));
}

async function runAction(host: Host, picked: PickedAction, given: string | undefined): Promise<CallState | undefined> {
  const { process, action } = picked;
  const isAsked = action.takesArgument && !profilingName(action.name);
  const argument = given ?? (isAsked ? await askArgument(host.memory, picked) : undefined);
  if (isAsked && argument === undefined) return undefined;
  const startedAt = Date.now();
  const state = await host.core.calls.runAction(process.key, action.name, argument);
  const { view } = host.trees.actions;
  if (view.visible && host.active.module?.id === picked.module.id) {
    await host.trees.actions.scroll(actionRowId(process.key, action.name));
  } else if (state.kind === 'failed') {
    const moduleId = picked.module.id;
    throw new UserError(state.message, [
      { kind: 'showLogs', moduleId },
      ...(state.goesOn ? [{ kind: 'restart', moduleId } as const] : []),
    ]);
  } else if (fileOf(state) !== undefined) {
    await openProfile(fileOf(state));
  } else {
    const text = callText({ id: 0, startedAt, state, streamed: 0 }, host.wording());
    window.setStatusBarMessage(escapeIcons(`${action.name} ${text}`), REPLY_SHOWN_MS);
  }
  return state;
}
