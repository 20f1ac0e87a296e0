import { isDeepStrictEqual } from 'node:util';
import type { Command, StatusBarItem } from 'vscode';

/**
 * Says what a click on a status bar item does. What is set already is not set again: the editor would forget the old
 * arguments before it has painted the new ones, and a click just then would end in an error.
 */
export function setCommand(item: Pick<StatusBarItem, 'command'>, command: Command): void {
  if (!isDeepStrictEqual(item.command, command)) item.command = command;
}
