import { Diagnostic, DiagnosticSeverity, languages, Range, Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { IssueSnapshot } from '../shared/issue';
import type { ProcessSnapshot } from '../shared/module';
import { issueTitle } from './issueTitle';
import { localize } from './localize';
import type { Mirror } from './mirror';

/** What the Problems panel says the problems come from. */
const SOURCE = 'PM2 Module';
/** A module that reports more is not read in the Problems panel any more. */
const PROBLEMS_MAX = 100;

/** Puts the issues of the present lives into the Problems panel, at the first line of the module's own code in their stack. */
export function issueDiagnostics(mirror: Mirror): Disposable {
  const disposables = new DisposableStore();
  const collection = disposables.add(languages.createDiagnosticCollection('pm2Modules'));
  let shown = '';
  const follow = (): void => {
    const problems = mirror.modules
      .filter(({ kind }) => kind !== 'recording')
      .flatMap(({ processes }) => processes)
      .flatMap((process) => presentIssues(mirror.issuesOf(process.key), process).flatMap(toProblem));
    // Counts change all the time, places rarely.
    const key = JSON.stringify(problems);
    if (key === shown) return;
    shown = key;
    collection.clear();
    const byFile = new Map<string, Problem[]>();
    for (const problem of problems) byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
    for (const [file, ofFile] of byFile) collection.set(Uri.file(file), ofFile.map(toDiagnostic));
  };
  disposables.add(mirror.onDidChangeIssues(follow));
  disposables.add(mirror.onDidChangeModule(follow));
  disposables.add(mirror.onDidRemoveModule(follow));
  return disposables;
}

interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly isUncaught: boolean;
}

/** An issue may be told before the life that it belongs to. */
function presentIssues(issues: readonly IssueSnapshot[], { generation }: ProcessSnapshot): readonly IssueSnapshot[] {
  const present = Math.max(generation, ...issues.map((issue) => issue.generation));
  return issues.filter((issue) => issue.generation === present).slice(-PROBLEMS_MAX);
}

function toProblem(issue: IssueSnapshot): Problem[] {
  const place = issue.frames.find(({ isOwn, file }) => isOwn && file !== undefined);
  if (place?.file === undefined) return [];
  const { file, line = 1, column = 1 } = place;
  return [{ file, line, column, title: issueTitle(issue, localize), isUncaught: issue.origin === 'uncaught' }];
}

function toDiagnostic({ line, column, title, isUncaught }: Problem): Diagnostic {
  const range = new Range(
    Math.max(0, line - 1),
    Math.max(0, column - 1),
    Math.max(0, line - 1),
    Math.max(0, column - 1),
  );
  const severity = isUncaught ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  const diagnostic = new Diagnostic(range, title, severity);
  diagnostic.source = SOURCE;
  return diagnostic;
}
