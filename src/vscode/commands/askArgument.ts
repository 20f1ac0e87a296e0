import { l10n, window, type Memento, type QuickPickItem } from 'vscode';
import type { PickedAction } from './picks';
import { escapeIcons, escapeLinks } from '../plainText';

/** Where the last arguments of an action are remembered, before its module's and its own name. */
const ARGUMENTS_KEY = 'lastArguments';
/** Arguments of an action that are remembered. */
const ARGUMENTS_MAX = 5;

interface ArgumentItem extends QuickPickItem {
  readonly argument: string;
}

/** Asks what to give to an action, and offers what it was given the last times. Undefined: it was called off. */
export async function askArgument(memory: Memento, { module, action }: PickedAction): Promise<string | undefined> {
  const key = `${ARGUMENTS_KEY}/${module.name}/${action.name}`;
  const last = memory.get<readonly string[]>(key, []);
  const prompt = action.comment ?? l10n.t('The argument is handed over as it is typed.');
  const argument =
    last.length > 0 ? await pickArgument(action.name, prompt, last) : await typeArgument(action.name, prompt);
  if (argument === undefined) return undefined;
  await memory.update(key, [argument, ...last.filter((other) => other !== argument)].slice(0, ARGUMENTS_MAX));
  return argument;
}

async function typeArgument(action: string, prompt: string): Promise<string | undefined> {
  return window.showInputBox({ title: escapeIcons(action), prompt: escapeLinks(prompt), ignoreFocusOut: true });
}

/** What is typed stands first in the list, above what was given before. */
function pickArgument(action: string, prompt: string, last: readonly string[]): Promise<string | undefined> {
  const box = window.createQuickPick<ArgumentItem>();
  const remembered = last.map((argument) => toItem(argument, l10n.t('given before')));
  box.title = escapeIcons(action);
  box.placeholder = prompt;
  box.ignoreFocusOut = true;
  box.items = remembered;
  box.onDidChangeValue((typed) => {
    box.items = typed === '' || last.includes(typed) ? remembered : [toItem(typed, ''), ...remembered];
  });
  return new Promise((resolve) => {
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]?.argument ?? box.value);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

function toItem(argument: string, description: string): ArgumentItem {
  // What is empty would have no row.
  return { label: argument === '' ? l10n.t('(empty)') : escapeIcons(argument), description, argument };
}
