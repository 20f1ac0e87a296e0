import { commands as registry } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commands, type CommandName } from './names';
import type { Problems } from './problems';

/** What a command does. It may be given a tree row, a uri, or what a keybinding's `args` say: anything, so unknown. */
export type CommandHandler = (argument?: unknown) => unknown;

export type CommandHandlers = Readonly<Record<CommandName, CommandHandler>>;

/** Registers all commands. Handlers throw what goes wrong; it is shown here and nowhere else. */
export function registerCommands(handlers: CommandHandlers, problems: Problems): Disposable {
  const registered = new DisposableStore();
  for (const [name, id] of Object.entries(commands) as [CommandName, string][]) {
    const run = async (argument?: unknown): Promise<unknown> => {
      try {
        return await handlers[name](argument);
      } catch (error) {
        problems.show(error, () => run(argument));
        return undefined;
      }
    };
    registered.add(registry.registerCommand(id, run));
  }
  return registered;
}
