import path from 'node:path';
import type { ManifestProblem } from '../../../shared/languageApi';
import { appEntries, type AppEntry } from '../../manifest/appEntries';
import { completeAppOptions } from '../../manifest/appOptions';
import type { Finding } from '../../manifest/finding';
import { hintAtApps, type CheckedApp } from '../../manifest/hints';
import { hintAtLibraries, hintAtUndeclaredLibrary } from '../../manifest/libraryHints';
import { ManifestError } from '../../manifest/manifestError';
import { appNames, readConfig, readName, readsPm2Api } from '../../manifest/manifestParts';
import { ManifestSource } from '../../manifest/manifestSource';
import { findStartFile } from '../../manifest/startFile';
import { hintAtWatch } from '../../manifest/watchHints';
import { defaultFindings } from './defaultFindings';
import type { ManifestText } from './manifestText';
import { isAboutAbsence, isAboutText, severityOf } from './severity';

/** A problem, and what was found. */
export interface CheckedProblem {
  readonly finding: Finding;
  readonly problem: ManifestProblem;
}

/**
 * Everything that is wrong with a module's package.json, from top to bottom: what keeps PM2 from starting it, and what
 * is a surprise. Of text that is half typed, only what stands there is judged.
 */
export async function checkManifest(text: ManifestText): Promise<readonly CheckedProblem[]> {
  const findings = await findingsOf(text);
  return findings
    .filter(({ code }) => isAboutText(code) && (text.isWhole || !isAboutAbsence(code)))
    .map((finding) => {
      const { code, message } = finding;
      return { finding, problem: { code, severity: severityOf(finding), message, ...text.rangeOf(finding) } };
    })
    .sort((one, other) => one.problem.from - other.problem.from);
}

async function findingsOf(text: ManifestText): Promise<readonly Finding[]> {
  const refused: Finding[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      refused.push(error.finding);
      return undefined;
    }
  };
  // Ranges are looked up by path, so nobody asks for a line.
  const source = new ManifestSource(
    text.file,
    text.json,
    () => ({ line: 1, column: 1 }),
    (finding) => refused.push(finding),
  );
  const name = attempt(() => readName(source, text.folder)) ?? path.basename(text.folder);
  const readers = attempt(() => appEntries(source)) ?? [];
  const entries = readers.flatMap((read) => attempt(read) ?? []);
  const apps = await completed(source, { name, entries, refused });
  readConfig(source);
  readsPm2Api(source);
  hintAtApps(source, name, apps);
  hintAtWatch(source, apps);
  const [first] = apps;
  if (first) {
    hintAtLibraries(source, name, first.complete);
    await hintAtUndeclaredLibrary(source, first.complete.script);
  }
  return [...refused, ...source.findings, ...defaultFindings(text.json)];
}

interface Entries {
  readonly name: string;
  readonly entries: readonly AppEntry[];
  readonly refused: Finding[];
}

async function completed(source: ManifestSource, { name, entries, refused }: Entries): Promise<CheckedApp[]> {
  const names = appNames(name, entries);
  const complete = async ({ app, start }: AppEntry, index: number): Promise<CheckedApp> => {
    const place = { source, name: names[index] ?? name, rule: start.rule };
    const script = await findStartFile(source, start).catch((error: unknown) => {
      if (!(error instanceof ManifestError)) throw error;
      refused.push(error.finding);
      return path.resolve(path.dirname(source.file), start.request);
    });
    return { app, complete: completeAppOptions(app, { ...place, script }) };
  };
  return Promise.all(entries.map(complete));
}
