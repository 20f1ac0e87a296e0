import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../base/disposable';
import { UserError, type Remedy } from '../../base/errors';
import { message } from '../../base/message';
import { shellWord } from '../../base/shellWord';
import type { AppOptions } from '../manifest/manifest';
import { askNode, type NodeAnswer } from './askNode';
import { findExecutable, isExecutable } from './findExecutable';
import { checkNode } from './checkNode';
import { nvmNode, pathFolders } from './platform';
import { startFileKind } from './startFileKind';

/** What runs an app's start file. */
export interface Interpreter {
  /** Absolute path; the start file itself when that is an executable: it is not repeated on the command line then. */
  readonly command: string;
  /** What stands before the start file: PM2's `node_args`. */
  readonly args: readonly string[];
  /** What the environment needs beside the module's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly isNode: boolean;
  /** Of Node, such as `22.18.0`. */
  readonly version?: string;
  /** As PM2 names it in the process's environment: `node`, `python`, `none`, or what was declared. */
  readonly word: string;
}

export interface InterpreterInput {
  readonly app: Pick<AppOptions, 'name' | 'script' | 'interpreter' | 'interpreterLine' | 'interpreterArgs' | 'env'>;
  /** The module's folder, absolute. */
  readonly folder: string;
  /** The setting: empty, `editor`, or a path. */
  readonly nodePath: string;
  /** The editor's own Node, and what makes Electron act as one. */
  readonly editorNode: { readonly execPath: string; readonly env: Readonly<Record<string, string>> };
  /** In which commands are looked up and Node is asked. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A Node, and where its choice can be changed. */
interface NodeCommand {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  /** Otherwise the Node is called that answers to the command: what leads to it, of a version manager, takes time. */
  readonly isCalledAsItIs: boolean;
  readonly remedies: readonly Remedy[];
}

/**
 * Finds what runs an app: the manifest's `interpreter`, else what the start file's extension asks for, and for Node the
 * setting, else `node` on PATH as it answers in the module's folder. Nodes are asked once per folder, command and PATH.
 * Rejects with a UserError that names the way out.
 */
export class InterpreterResolver implements Disposable {
  private readonly answers = new Map<string, Promise<NodeAnswer>>();
  private rounds = 0;
  private readonly ended = new AbortController();

  constructor() {
    setMaxListeners(0, this.ended.signal); // as many wait for it as there are folders being asked
  }

  async resolve(input: InterpreterInput): Promise<Interpreter> {
    const declared = input.app.interpreter;
    if (declared !== undefined && declared !== 'node') return this.resolveDeclared(input, declared);
    const kind = declared === undefined ? await startFileKind(input.app.script) : 'node';
    if (kind === 'node') return this.resolveNode(input, chooseNode(input), 'node');
    if (kind === 'itself') return startFileItself(input);
    for (const command of kind.commands) {
      const file = findExecutable(command, input.environment, input.folder);
      if (file) return foreign(input, file, command);
    }
    throw notOnPath(input, kind.commands[0]);
  }

  /** Counts how often {@link clear} was called. */
  get round(): number {
    return this.rounds;
  }

  /** Has every Node asked again: after an installation, or when a version manager's file was changed. */
  clear(): void {
    this.answers.clear();
    this.rounds += 1;
  }

  /** Ends what is being asked. */
  dispose(): void {
    this.ended.abort();
  }

  private async resolveDeclared(input: InterpreterInput, declared: string): Promise<Interpreter> {
    if (declared === 'none') return startFileItself(input);
    const command = findDeclared(input, declared);
    if (!/^node(js)?(\.exe)?$/i.test(path.basename(command))) return foreign(input, command, declared);
    return this.resolveNode(
      input,
      { command, env: {}, isCalledAsItIs: true, remedies: openDeclaration(input) },
      declared,
    );
  }

  private async resolveNode(input: InterpreterInput, node: NodeCommand, word: string): Promise<Interpreter> {
    const answer = await this.ask(input, node);
    const flags = checkNode(input.app, answer.version, node.remedies);
    return {
      command: node.isCalledAsItIs ? node.command : answer.execPath,
      args: [...flags, ...input.app.interpreterArgs],
      env: node.env,
      isNode: true,
      version: answer.version,
      word,
    };
  }

  private async ask({ folder, environment }: InterpreterInput, node: NodeCommand): Promise<NodeAnswer> {
    const key = JSON.stringify([folder, node.command, pathFolders(environment)]);
    const answer = this.answers.get(key);
    const known = answer && (await answer);
    if (known && isExecutable(known.execPath)) return known;
    const asked = askNode({
      ...{ command: node.command, folder, remedies: node.remedies },
      ...{ environment: { ...environment, ...node.env }, cancelled: this.ended.signal },
    });
    this.answers.set(key, asked);
    // A Node that was not there may be there next time.
    asked.catch(() => this.answers.delete(key));
    return asked;
  }
}

const nodeRemedies: readonly Remedy[] = [
  { kind: 'openSetting', key: 'nodePath' },
  { kind: 'setSetting', key: 'nodePath', value: 'editor', label: message("Use the Editor's Node") },
];

function chooseNode(input: InterpreterInput): NodeCommand {
  const { nodePath, editorNode, environment, folder } = input;
  if (nodePath === 'editor')
    return { command: editorNode.execPath, env: editorNode.env, isCalledAsItIs: true, remedies: nodeRemedies };
  const expanded = nodePath.startsWith('~') ? path.join(homedir(), nodePath.slice(1)) : nodePath;
  if (path.isAbsolute(expanded)) {
    if (isExecutable(expanded)) return { command: expanded, env: {}, isCalledAsItIs: false, remedies: nodeRemedies };
    const text = message(
      'pm2Modules.nodePath is {0}, which is no file that can be run. Correct it, or empty it.',
      nodePath,
    );
    throw new UserError(text, nodeRemedies);
  }
  if (/[\\/]/.test(expanded)) {
    const text = message('pm2Modules.nodePath is {0}, but must be an absolute path, a command, or "editor".', nodePath);
    throw new UserError(text, nodeRemedies);
  }
  const command = findExecutable(expanded || 'node', environment, folder);
  if (command) return { command, env: {}, isCalledAsItIs: false, remedies: nodeRemedies };
  throw new UserError(
    message(
      'There is no {0} on PATH to run "{1}" with. Set pm2Modules.nodePath, or use the editor\'s own Node.',
      expanded || 'Node',
      input.app.name,
    ),
    nodeRemedies,
  );
}

/** A path is the module's own business; a bare name is looked for on PATH and nowhere else. */
function findDeclared(input: InterpreterInput, declared: string): string {
  const { environment, folder } = input;
  const version = /^node@v?(.+)$/.exec(declared)?.[1];
  if (version !== undefined) {
    const file = nvmNode(environment, version);
    if (file && isExecutable(file)) return file;
    throw new UserError(
      message(
        'The interpreter "{0}" is not installed. PM2 takes it from nvm: run "nvm install {1}".',
        declared,
        version,
      ),
      [{ kind: 'runInTerminal', command: `nvm install ${shellWord(version)}`, cwd: folder }, ...openDeclaration(input)],
    );
  }
  if (!/[\\/]/.test(declared)) {
    const file = findExecutable(declared, environment, folder);
    if (file) return file;
    throw notOnPath(input, declared);
  }
  const file = path.resolve(folder, declared.startsWith('~') ? path.join(homedir(), declared.slice(1)) : declared);
  if (isExecutable(file)) return file;
  throw new UserError(
    message('package.json, line {0}: the interpreter "{1}" is no file that can be run.', lineOf(input), declared),
    openDeclaration(input),
  );
}

function startFileItself(input: InterpreterInput): Interpreter {
  const { script, interpreter } = input.app;
  if (isExecutable(script)) return { command: script, args: [], env: {}, isNode: false, word: interpreter ?? 'none' };
  throw new UserError(
    message(
      '"{0}" is to run by itself, but is not executable. Make it so, or name an "interpreter".',
      path.basename(script),
    ),
    [{ kind: 'runInTerminal', command: `chmod +x ${shellWord(script)}`, cwd: input.folder }],
  );
}

function foreign(input: InterpreterInput, command: string, word: string): Interpreter {
  // As PM2 does: Python would keep its output back until its buffer is full.
  const env: Record<string, string> = word.includes('python') ? { PYTHONUNBUFFERED: '1' } : {};
  return { command, args: input.app.interpreterArgs, env, isNode: false, word };
}

function notOnPath(input: InterpreterInput, command: string): UserError {
  if (input.app.interpreter === undefined) {
    return new UserError(
      message(
        '"{0}" needs {1}, which is not on PATH. Install it, or name another "interpreter".',
        path.basename(input.app.script),
        command,
      ),
    );
  }
  return new UserError(
    message(
      'package.json, line {0}: the interpreter "{1}" is not on PATH. Install it, or write its path, such as "./node_modules/.bin/{1}".',
      lineOf(input),
      command,
    ),
    openDeclaration(input),
  );
}

function lineOf({ app }: InterpreterInput): number {
  return app.interpreterLine ?? 1;
}

function openDeclaration(input: InterpreterInput): Remedy[] {
  return [{ kind: 'openFile', file: path.join(input.folder, 'package.json'), line: lineOf(input) }];
}
