import path from 'node:path';
import { isWithin } from '../../base/isWithin';
import { message } from '../../base/message';
import { appFields, type AppFieldName } from './appFields';
import { processFields, systemVariables } from './configKeys';
import type { DeclaredApp } from './declaredOptions';
import type { AppOptions } from './manifest';
import { shown, type JsonObject, type ManifestSource } from './manifestSource';

/** An entry as declared, and what it was completed to. */
export interface CheckedApp {
  readonly app: DeclaredApp;
  readonly complete: AppOptions;
}

/** Hints about the entries of `apps`: what PM2 would do otherwise, and the way out. */
export function hintAtApps(source: ManifestSource, name: string, apps: readonly CheckedApp[]): void {
  if (apps.length > 1) hintAtSeveral(source, name, apps);
  for (const { app, complete } of apps) {
    if (apps.length === 1) hintAtName(source, name, { app, complete });
    hintAtFolder(source, app, complete);
    hintAtCluster(source, app, complete);
    hintAtLogs(source, app, complete);
    hintAtEffect(source, app);
    if (complete.watch === false) {
      source.hint(
        'watch-off',
        app.pathOf('watch'),
        message('"watch" is false, so saves do not restart "{0}". Remove it to have them restart it.', complete.name),
      );
    }
  }
}

function hintAtSeveral(source: ManifestSource, name: string, apps: readonly CheckedApp[]): void {
  const [second] = apps.slice(1);
  source.hint(
    'several-apps',
    second?.app.path ?? [],
    message(
      'PM2 calls all {0} processes "{1}" and has them share one log file. Here they are {2}, each with files of its own.',
      apps.length,
      name,
      apps.map(({ complete }) => `"${complete.name}"`).join(', '),
    ),
  );
}

function hintAtName(source: ManifestSource, name: string, { app, complete }: CheckedApp): void {
  const declared = app.options.name;
  if (!declared) hintAtLackOfName(source, name, complete);
  if (!declared || declared === name) return;
  source.hint(
    'name-ignored',
    app.pathOf('name'),
    message(
      'PM2 calls the process of a module by the name of its package, "{0}", and drops "{1}". A second "pm2 install ." then starts it twice. Use one name.',
      name,
      declared,
    ),
    { part: 'value', instead: name },
  );
}

/** Only of what is declared: who has no "apps" at all would be told about something that is not there. */
function hintAtLackOfName(source: ManifestSource, name: string, { script, scriptRule }: AppOptions): void {
  const searched = path.basename(script, path.extname(script));
  if (scriptRule !== 'apps[].script' || searched === name) return;
  source.hint(
    'name-missing',
    source.json.apps === undefined ? ['pm2'] : ['apps'],
    message(
      'PM2 looks for "{0}" to see whether the module runs already, and calls its process "{1}": a second "pm2 install ." starts it twice. Add "name": "{1}" to the entry.',
      searched,
      name,
    ),
    { isMinor: true },
  );
}

function hintAtFolder(source: ManifestSource, app: DeclaredApp, complete: AppOptions): void {
  const declared = app.options.cwd;
  if (!declared || path.resolve(complete.cwd, declared) === complete.cwd) return;
  source.hint(
    'cwd-ignored',
    app.pathOf('cwd'),
    message(
      'PM2 starts a module in its own folder, whatever "cwd" says, and so it is here. Use process.chdir("{0}") in the start file.',
      declared,
    ),
  );
}

function hintAtCluster(source: ManifestSource, app: DeclaredApp, complete: AppOptions): void {
  if (!complete.isCluster) return;
  const { instances } = complete;
  source.hint(
    'cluster',
    app.options.instances === undefined ? app.pathOf('exec_mode') : app.pathOf('instances'),
    message(
      'PM2 would run "{0}" in cluster mode ("instances": {1}). Here one process runs, in fork mode.',
      complete.name,
      instances === 0 ? '"max"' : instances,
    ),
  );
}

function hintAtLogs(source: ManifestSource, app: DeclaredApp, complete: AppOptions): void {
  const files: readonly [AppFieldName, string | true | undefined][] = [
    ['out_file', complete.outFile],
    ['error_file', complete.errorFile],
    ['log_file', complete.logFile],
    ['pid_file', complete.pidFile],
  ];
  for (const [field, file] of files) {
    if (typeof file !== 'string' || complete.watch === false || !isWithin(file, complete.cwd)) continue;
    source.hint(
      'out-file-inside-folder',
      app.pathOf(field),
      message(
        '"{0}" lies in the folder that is watched: PM2 restarts the module each time it is written, without end. Here it restarts nothing. Put it outside the folder.',
        path.relative(complete.cwd, file),
      ),
    );
  }
}

function hintAtEffect(source: ManifestSource, app: DeclaredApp): void {
  for (const [name, value] of Object.entries(app.options) as [AppFieldName, unknown][]) {
    if (appFields[name].facts.effect !== 'inert' || value === false) continue;
    source.hint('no-effect', app.pathOf(name), message('PM2 acts on "{0}". Here it has no effect.', name));
  }
  if (app.options.autostart !== false) return;
  source.hint(
    'no-effect',
    app.pathOf('autostart'),
    message('"autostart" is false: PM2 would list the module as stopped. Here installing it starts it.'),
  );
}

/** Hints about a package name that PM2's commands take for something else. */
export function hintAtPackageName(source: ManifestSource, name: string): void {
  if (name === 'all' || /^\d+$/.test(name)) {
    const text =
      name === 'all'
        ? message('"all" means every process to the commands of PM2. Choose another name.')
        : message('The commands of PM2 take "{0}" for the id of a process. Choose a name with a letter.', name);
    source.hint('name-reserved', ['name'], text);
  }
  if (/[.:]/.test(name)) {
    source.hint(
      'name-dotted',
      ['name'],
      message(
        '"pm2 set" splits names at dots and colons, so it cannot store an option of "{0}". Choose a name without them.',
        name,
      ),
    );
  }
}

/** Hints about the module's own options. */
export function hintAtConfig(source: ManifestSource, config: JsonObject): void {
  for (const key of Object.keys(config)) {
    const path = ['config', key];
    if (processFields.has(key) || systemVariables.has(key)) {
      source.hint(
        'config-key-clash',
        path,
        message(
          'PM2 hands every option to the process as a variable of its own: "{0}" is one that already means something else, so setting it changes the process itself. Choose another name.',
          key,
        ),
      );
    }
    if (/[.:]/.test(key)) {
      source.hint(
        'config-key-dotted',
        path,
        message(
          '"pm2 set" splits names at dots and colons, so it stores "{0}" where the module does not find it. Choose a name without them.',
          key,
        ),
      );
    }
  }
}

/** A hint about a `config` that is not an object, which the client libraries cannot use. */
export function hintAtUselessConfig(source: ManifestSource): void {
  source.hint(
    'config-not-object',
    ['config'],
    message('"config" is {0}, but must be an object of options and their defaults.', shown(source.json.config ?? null)),
  );
}
