import path from 'node:path';
import { message } from '../../base/message';
import type { CheckedApp } from './hints';
import type { ManifestSource } from './manifestSource';

/** What PM2 ignores by itself, wherever in the path it stands. */
const IGNORED_BY_PM2 = /[\\/](?:\.|node_modules(?:[\\/]|$))/;

/** Hints about what restarts a module under PM2 and not here, or here and not under PM2. */
export function hintAtWatch(source: ManifestSource, apps: readonly CheckedApp[]): void {
  const watched = apps.filter(({ complete }) => complete.watch !== false);
  if (watched.length === 0) return;
  const folder = path.dirname(source.file);
  if (IGNORED_BY_PM2.test(folder)) {
    source.hint(
      'watch-ignored-folder',
      ['name'],
      message(
        'PM2 watches nothing below a folder with a dot before its name or in "node_modules", so it would never restart this module: {0}. Here saves restart it. Move the folder to have it so there too.',
        folder,
      ),
    );
  }
  for (const { app, complete } of watched) {
    const { ignoreWatch } = complete;
    if (ignoreWatch.length === 0 || ignoreWatch.some((entry) => entry.includes('node_modules'))) continue;
    source.hint(
      'ignore-watch-defaults',
      app.pathOf('ignore_watch'),
      message(
        'With "ignore_watch", PM2 forgets what it ignores by itself: changes in "node_modules" and ".git" then restart the module. Here they never do. Add "node_modules" and ".git" to the list.',
      ),
      { part: 'value', instead: [...ignoreWatch, 'node_modules', '.git'] },
    );
  }
}
