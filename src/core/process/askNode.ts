import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toError, UserError, type Remedy } from '../../base/errors';
import { message } from '../../base/message';

const run = promisify(execFile);

/** How long a Node may take to say who it is. Version managers install one first now and then. */
const ANSWER_TIMEOUT_MS = 30_000;

const QUESTION = 'JSON.stringify([process.execPath, process.version])';

/** Which Node answers to a command in a folder; version managers choose by folder. */
export interface NodeAnswer {
  /** Absolute path of the Node itself, behind whatever script led to it. */
  readonly execPath: string;
  /** Such as `22.18.0`. */
  readonly version: string;
}

/** Whom to ask, and how. */
export interface NodeQuestion {
  readonly command: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly remedies: readonly Remedy[];
  /** Nobody waits for the answer any more: who was asked is killed. */
  readonly cancelled: AbortSignal;
}

/** Runs a command as Node and has it say which it is. Throws a UserError with the given remedies when it cannot. */
export async function askNode(question: NodeQuestion): Promise<NodeAnswer> {
  const { command, folder, environment, remedies, cancelled } = question;
  const asking = run(command, ['-p', QUESTION], {
    cwd: folder,
    env: environment,
    timeout: ANSWER_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    signal: cancelled,
    windowsHide: true,
  });
  // Whatever stands before Node must not wait for a person.
  asking.child.stdin?.end();
  const { answer, reason } = await asking.then(
    ({ stdout }) => ({ answer: parseAnswer(stdout), reason: lastLine(stdout) }),
    (error: unknown) => ({ answer: undefined, reason: reasonOf(error) }),
  );
  if (answer) return answer;
  throw new UserError(
    message(
      '{0} does not run as Node in {1}: {2}. Set pm2Modules.nodePath to another.',
      command,
      folder,
      reason ?? 'no answer',
    ),
    remedies,
  );
}

/** What it said itself, else what became of it. */
function reasonOf(error: unknown): string {
  const { message: text } = toError(error);
  if (!(error instanceof Error)) return text;
  if ('killed' in error && error.killed === true) return `no answer within ${ANSWER_TIMEOUT_MS / 1_000} s`;
  const said = 'stderr' in error && typeof error.stderr === 'string' ? lastLine(error.stderr) : undefined;
  return said ?? text;
}

/** Scripts in between may have printed something first. */
function parseAnswer(output: string): NodeAnswer | undefined {
  const [, execPath, version] = /^\["(.+)","v(\d+\.\d+\.\d+.*)"\]$/.exec(lastLine(output) ?? '') ?? [];
  return execPath && version ? { execPath: JSON.parse(`"${execPath}"`) as string, version } : undefined;
}

function lastLine(text: string): string | undefined {
  const line = text.trim().split('\n').at(-1)?.trim().replace(/\.$/, '');
  return line === '' ? undefined : line;
}
