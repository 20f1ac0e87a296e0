import type { ManifestProblem } from '../../../shared/languageApi';
import type { Finding } from '../../manifest/finding';

/** What PM2 refuses, or cannot start. */
const ERRORS: ReadonlySet<string> = new Set([
  'app-type',
  'apps-empty',
  'bin-string',
  'bin-type',
  'main-extension',
  'main-type',
  'name-type',
  'no-script',
  'no-start',
  'option-type',
  'start-command',
  'start-folder',
  'start-missing',
]);

/** What differs between PM2 and here, or is as it was asked for. */
const INFOS: ReadonlySet<string> = new Set(['cluster', 'default-empty', 'no-effect', 'several-apps', 'watch-off']);

/** What is worth knowing, with nothing to mend. */
const HINTS: ReadonlySet<string> = new Set(['pm2-api']);

/** What is only wrong once the text is complete. */
const ABSENCES: ReadonlySet<string> = new Set(['apps-empty', 'no-library', 'no-name', 'no-script', 'no-start']);

export function severityOf({ code, isMinor }: Finding): ManifestProblem['severity'] {
  if (ERRORS.has(code)) return 'error';
  if (INFOS.has(code)) return 'info';
  return isMinor || HINTS.has(code) ? 'hint' : 'warning';
}

/** Whether it is about something that is missing, and may be typed next. */
export function isAboutAbsence(code: string): boolean {
  return ABSENCES.has(code);
}

/** Whether it is about what is written, rather than about where the folder lies. */
export function isAboutText(code: string): boolean {
  return code !== 'watch-ignored-folder';
}
