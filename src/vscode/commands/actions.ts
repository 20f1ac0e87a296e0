import { env, l10n, window } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { CallState } from '../../shared/action';
import { callText } from '../callText';
import type { Host } from '../host';
import { escapeIcons, escapeLinks } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { requireTrust } from '../trust';
import { actionRowId } from '../views/actionRows';
import { readArgument } from './argument';
import { pickAction, pickProbe, type PickedAction } from './picks';

/** How long a reply stays in the status bar when the Actions view is not on screen. */
const REPLY_SHOWN_MS = 10_000;

/** What the keybinding of Enter gives: the row that was selected by it. */
const SELECTION = 'selection';

/** Where the last argument of an action is remembered, before its module's and its own name. */
const ARGUMENT_KEY = 'lastArgument';

type Names = 'runAction' | 'cancelAction' | 'showReply' | 'copyValue';

export function actionCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    runAction: async (given) => {
      requireTrust();
      const subject = given === SELECTION ? host.trees.actions.view.selection[0] : given;
      if (given === SELECTION && readArgument(subject).action === undefined) return undefined; // a group, which it opened
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
    copyValue: async (given) => {
      const value = (await pickProbe(host, given))?.probe.value;
      if (value !== undefined) await env.clipboard.writeText(typeof value === 'string' ? value : JSON.stringify(value));
    },
  };
}

async function runAction(host: Host, picked: PickedAction, given: string | undefined): Promise<CallState | undefined> {
  const { process, action } = picked;
  const argument = given ?? (action.takesArgument ? await askArgument(host, picked) : undefined);
  if (action.takesArgument && argument === undefined) return undefined;
  const startedAt = Date.now();
  const state = await host.core.calls.runAction(process.key, action.name, argument);
  const { view } = host.trees.actions;
  if (view.visible && host.active.module?.id === picked.module.id) {
    await host.trees.actions.reveal(actionRowId(process.key, action.name));
  } else if (state.kind === 'failed') {
    throw new UserError(state.message, [{ kind: 'showLogs', moduleId: picked.module.id }]);
  } else {
    const text = callText({ id: 0, startedAt, state, streamed: 0 }, host.wording());
    window.setStatusBarMessage(escapeIcons(`${action.name} ${text}`), REPLY_SHOWN_MS);
  }
  return state;
}

/** Asks what to give to an action, and offers what it was given the last time. */
async function askArgument(host: Host, { module, action }: PickedAction): Promise<string | undefined> {
  const key = `${ARGUMENT_KEY}/${module.name}/${action.name}`;
  const argument = await window.showInputBox({
    title: escapeIcons(action.name),
    prompt: escapeLinks(action.comment ?? l10n.t('The argument is handed over as it is typed.')),
    value: host.memory.get<string>(key, ''),
    ignoreFocusOut: true,
  });
  if (argument !== undefined) await host.memory.update(key, argument);
  return argument;
}
