import { commands as registry, env, l10n, window } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { IssueSnapshot } from '../../shared/issue';
import type { Host } from '../host';
import { issueText, issueTitle } from '../issueTitle';
import { localize } from '../localize';
import { views } from '../names';
import { escapeIcons } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { issueRowId } from '../views/issueRows';
import { readArgument } from './argument';
import { pickModule } from './picks';

type Names = 'showIssues' | 'copyIssue' | 'clearIssues' | 'showPayloads';

/** What a module reports of itself: its issues and events. */
export function reportCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    showIssues: async (given) => {
      const module = await pickModule(host, given);
      if (!module) return;
      const { process, issue } = readArgument(given);
      await registry.executeCommand(`${views.issues}.focus`);
      if (process !== undefined && issue !== undefined) await host.trees.issues.show(issueRowId(process, issue));
    },
    copyIssue: async (given) => {
      const issue = await pickIssue(host, given);
      if (issue) await env.clipboard.writeText(issueText(issue, localize));
    },
    clearIssues: async (given) => {
      const module = await pickModule(host, given, ({ processes }) =>
        processes.some(({ key }) => host.mirror.issuesOf(key).length > 0),
      );
      if (module) await host.core.calls.clearIssues(module.id);
    },
    showPayloads: async (given) => {
      const module = await pickModule(host, given);
      if (!module) return;
      const wanted = readArgument(given);
      // Of what nobody looks at, nothing is told.
      host.mirror.resetEvents(module.id, await host.core.calls.events(module.id));
      const all = module.processes.flatMap(({ key, name }) =>
        host.mirror.eventsOf(key).map((event) => ({ key, process: name, event: event.name })),
      );
      const named = all.filter(({ key, process, event }) => {
        const isProcess = wanted.process === undefined || [key, process].includes(wanted.process);
        return event === wanted.event && isProcess;
      });
      if (all.length === 0) throw new UserError(message('{0} has not emitted an event yet.', module.name));
      const items = (named.length > 0 ? named : all).map((item) => ({ ...item, label: escapeIcons(item.event) }));
      const [only] = items;
      const picked =
        named.length === 1 ? only : await window.showQuickPick(items, { placeHolder: l10n.t('Which event?') });
      if (picked) await host.payloads.show(picked.key, picked.event);
    },
  };
}

/** The issue that a command is meant for: the given one, or the one that is picked now. */
async function pickIssue(host: Host, given: unknown): Promise<IssueSnapshot | undefined> {
  const module = await pickModule(host, given);
  if (!module) return undefined;
  const wanted = readArgument(given);
  const all = module.processes.flatMap(({ key }) => host.mirror.issuesOf(key).map((issue) => ({ key, issue })));
  if (all.length === 0) throw new UserError(message('{0} has reported no issue.', host.mirror.shownName(module)));
  const named = all.find(({ key, issue }) => issue.id === wanted.issue && (wanted.process ?? key) === key);
  if (named) return named.issue;
  const items = all.map(({ issue }) => ({ label: escapeIcons(issueTitle(issue, localize)), issue }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Which issue?') }))?.issue;
}
