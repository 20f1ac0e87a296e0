import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isSecretKey } from '../../../base/isSecretKey';
import { isRecord } from '../../../base/records';
import type { CoreStart, FolderSettings } from '../../../shared/coreApi';
import type { Hint } from '../../../shared/module';
import { moduleEnvironment } from '../../configuration/environment';
import { readModuleConf } from '../../configuration/moduleConf';
import { overrideHints } from '../../configuration/overrideHints';
import { defaultKillTimeoutMs, type AppOptions, type Manifest } from '../../manifest/manifest';
import { isExecutable } from '../../process/findExecutable';
import type { Interpreter, InterpreterResolver } from '../../process/interpreter';
import type { LifePlan, OpenLogs } from '../../process/life';
import type { RestartOptions } from '../../process/restartPolicy';
import type { StopOptions } from '../../process/stop';

/** What a generation is made of, beside what stands in the manifest. */
export interface Ingredients {
  readonly start: CoreStart;
  /** What the process inherits, without the editor's own variables. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly home: string;
  readonly settings: FolderSettings;
  readonly manifest: Manifest;
  readonly app: AppOptions;
  readonly interpreters: Pick<InterpreterResolver, 'resolve'>;
  /** What it is run by if that is still there, and need not be looked for. */
  readonly knownInterpreter?: Interpreter | undefined;
  readonly pmId: number;
  readonly restarts: number;
  readonly unstableRestarts: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly now: number;
  readonly logs: { readonly out: string; readonly error: string };
  readonly openLogs: () => OpenLogs;
}

/** A plan, and what of it is shown. */
export interface Recipe {
  readonly plan: LifePlan;
  readonly interpreter: Interpreter;
  /** Effective values of options that must not be shown. */
  readonly secrets: readonly string[];
  /** What does not reach the module as it is set. */
  readonly hints: readonly Hint[];
}

/** Reads what may have changed since the last generation and says how the next one is started. */
export async function planLife(ingredients: Ingredients): Promise<Recipe> {
  const { start, settings, manifest, app, home, inherited } = ingredients;
  const [interpreter, conf] = await Promise.all([findInterpreter(ingredients), readModuleConf(home)]);
  const uniqueId = randomUUID();
  const section = conf.sections[manifest.name];
  const env = moduleEnvironment({
    ...{ inherited, manifest, app, home, uniqueId, section },
    ...{ pmId: ingredients.pmId, restarts: ingredients.restarts, unstableRestarts: ingredients.unstableRestarts },
    ...{ createdAt: ingredients.createdAt, now: ingredients.now, logs: ingredients.logs },
    ...{ interpreter, moduleDebug: settings.moduleDebug },
  });
  const plan: LifePlan = {
    launch: {
      command: interpreter.command,
      commandArgs: interpreter.args,
      commandEnv: interpreter.env,
      cwd: app.cwd,
      ...(interpreter.isNode && { container: path.join(start.bundles, 'container.js') }),
      setup: {
        entry: app.script,
        args: app.args,
        env,
        title: env.PROCESS_TITLE ?? `node ${app.script}`,
        moduleFolder: manifest.folder,
        preload: app.preload,
        sourceMaps: app.sourceMaps,
        reportLoaded: true,
      },
    },
    identity: { uniqueId, home },
    openLogs: ingredients.openLogs,
    restart: restartOptions(app),
    stop: stopOptions(app, settings, env, home),
    ...(app.waitReady ? { readyTimeoutMs: app.listenTimeoutMs } : {}),
  };
  return {
    ...{ plan, interpreter },
    secrets: secretsOf({ ...manifest.config, ...(isRecord(section) && section) }),
    hints: overrideHints(manifest, section, conf.file),
  };
}

function findInterpreter(ingredients: Ingredients): Interpreter | Promise<Interpreter> {
  const { interpreters, knownInterpreter: known, app, manifest, settings, start, inherited } = ingredients;
  if (known && isExecutable(known.command)) return known;
  return interpreters.resolve({
    app,
    folder: manifest.folder,
    nodePath: settings.nodePath,
    editorNode: start.helperNode,
    environment: inherited,
  });
}

/** Texts and numbers under keys that read like secrets, or below such a key. */
function secretsOf(value: unknown, isSecret = false): readonly string[] {
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, member]) => secretsOf(member, isSecret || isSecretKey(key)));
  }
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(item, isSecret));
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? [String(value)] : [];
}

function restartOptions(app: AppOptions): RestartOptions {
  return {
    autorestart: app.autorestart,
    stopExitCodes: app.stopExitCodes,
    minUptimeMs: app.minUptimeMs,
    maxRestarts: app.maxRestarts,
    isMaxRestartsDeclared: app.isMaxRestartsDeclared,
    isDevelopment: true,
    ...(app.restartDelayMs === undefined ? {} : { restartDelayMs: app.restartDelayMs }),
    ...(app.expBackoffRestartDelayMs === undefined ? {} : { expBackoffRestartDelayMs: app.expBackoffRestartDelayMs }),
  };
}

function stopOptions(
  app: AppOptions,
  settings: FolderSettings,
  env: Readonly<Record<string, string>>,
  home: string,
): StopOptions {
  return {
    killTimeoutMs: app.killTimeoutMs ?? settings.killTimeoutMs ?? defaultKillTimeoutMs,
    shutdownWithMessage: app.shutdownWithMessage || Boolean(env.PM2_KILL_USE_MESSAGE),
    signal: killSignal(env.PM2_KILL_SIGNAL),
    treekill: env.treekill !== 'false',
    home,
  };
}

/** PM2 takes any name here; one that is no signal would throw at the moment of the stop. */
function killSignal(name: string | undefined): NodeJS.Signals {
  const known: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGKILL'];
  return known.find((signal) => signal === name) ?? 'SIGINT';
}
