import type { JSONPath } from 'jsonc-parser';
import { getLocation } from 'jsonc-parser';
import type { ManifestHover, TextRange } from '../../../shared/languageApi';
import { ownNameOf } from '../../manifest/declaredOptions';
import { readConfiguration } from './configuration';
import { appsAbout, configAbout } from './keyTexts';
import type { ManifestText } from './manifestText';
import { optionFacts } from './optionFacts';

/** What is known of what stands at an offset: of the names of properties, and of values that are no objects or lists. */
export async function hoverManifest(
  text: ManifestText,
  offset: number,
  home: string,
): Promise<ManifestHover | undefined> {
  const { path } = getLocation(text.text, offset);
  const range = hoveredRange(text, path, offset);
  if (!range) return undefined;
  const [root, second, ...rest] = path;
  if (second === undefined) return keyHover(String(root), range);
  if (root === 'config' && rest.length === 0) {
    const configuration = await readConfiguration(text, home);
    const option = configuration?.options.find(({ key }) => key === second);
    return option && { kind: 'config', option, ...range };
  }
  if (root !== 'apps' && root !== 'pm2') return undefined;
  const [key, ...deeper] = typeof second === 'number' ? rest : [second, ...rest];
  const name = typeof key === 'string' && deeper.length === 0 ? ownNameOf(key) : undefined;
  return name && { kind: 'option', option: optionFacts(name), ...range };
}

function keyHover(name: string, range: TextRange): ManifestHover | undefined {
  if (name === 'apps' || name === 'pm2') return { kind: 'key', name, about: appsAbout, ...range };
  return name === 'config' ? { kind: 'key', name, about: configAbout, ...range } : undefined;
}

function hoveredRange(text: ManifestText, path: JSONPath, offset: number): TextRange | undefined {
  const contains = ({ from, to }: TextRange): boolean => from <= offset && offset <= to;
  const key = text.keyRange(path);
  if (key && contains(key)) return key;
  const value = path.length > 1 ? text.valueRange(path) : undefined;
  return value && contains(value) ? value : undefined;
}
