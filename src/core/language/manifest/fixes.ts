import { message } from '../../../base/message';
import type { ManifestFix } from '../../../shared/languageApi';
import type { Json } from '../../../shared/probe';
import { shown } from '../../manifest/manifestSource';
import type { CheckedProblem } from './checkManifest';
import { changeBetween, withValue } from './editText';
import type { ManifestText } from './manifestText';
import { specialWays } from './specialWays';
import type { Way } from './way';

/** Where PM2 does as well, or better, without what is written. */
const REMOVABLE: ReadonlySet<string> = new Set([
  'cwd-ignored',
  'name-ignored',
  'no-effect',
  'pm2-ignored',
  'unknown-option',
  'watch-off',
]);

/** The mechanical ways out of a problem, the one that is most probably meant first. */
export async function fixesOf(
  text: ManifestText,
  { finding, problem }: CheckedProblem,
): Promise<readonly ManifestFix[]> {
  const { code, path, part = 'key', instead } = finding;
  const ways: Way[] = [];
  if (instead !== undefined)
    ways.push(part === 'key' ? renamed(text, finding.path, instead) : changed(text, path, instead));
  ways.push(...(await specialWays(text, finding)));
  if (REMOVABLE.has(code)) {
    ways.push({ title: message('Remove "{0}"', String(path.at(-1))), after: withValue(text.text, path, undefined) });
  }
  return ways.map(({ title, after, createFile }, index) => ({
    problem,
    title,
    ...(after === undefined ? {} : { change: changeBetween(text.text, after) }),
    ...(createFile === undefined ? {} : { createFile }),
    isPreferred: index === 0,
  }));
}

function changed({ text }: ManifestText, path: CheckedProblem['finding']['path'], instead: Json): Way {
  return { title: message('Change to {0}', shown(instead)), after: withValue(text, path, instead) };
}

function renamed(text: ManifestText, path: CheckedProblem['finding']['path'], instead: Json): Way {
  const range = text.keyRange(path) ?? { from: 0, to: 0 };
  const name = JSON.stringify(instead);
  return {
    title: message('Change to {0}', name),
    after: text.text.slice(0, range.from) + name + text.text.slice(range.to),
  };
}
