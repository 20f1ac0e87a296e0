import path from 'node:path';
import { isSecretOption, MASK } from '../../../base/isSecretKey';
import { message, type Message } from '../../../base/message';
import { truncate } from '../../../base/truncate';
import type { ManifestConfiguration, OptionFacts } from '../../../shared/languageApi';
import { effectiveConfiguration, type EffectiveOption } from '../../configuration/effectiveConfiguration';
import { readModuleConf } from '../../configuration/moduleConf';
import { overrideHint } from '../../configuration/overrideHints';
import { isJsonObject } from '../../manifest/manifestSource';
import { castNote, isSameNumber } from './defaultFindings';
import type { ManifestText } from './manifestText';

/** Characters of a value that are shown beside its key. */
const MAX_SHOWN = 80;

/** The module's own options, as the text and the `module_conf.json` in `home` have them; undefined without `config`. */
export async function readConfiguration(text: ManifestText, home: string): Promise<ManifestConfiguration | undefined> {
  const { config, name } = text.json;
  const range = text.keyRange(['config']);
  if (!isJsonObject(config) || !range) return undefined;
  const module = typeof name === 'string' && name !== '' ? name : path.basename(text.folder);
  const { sections } = await readModuleConf(home);
  const section = Object.hasOwn(sections, module) ? sections[module] : undefined;
  const options = effectiveConfiguration({ config }, section);
  return {
    module,
    ...range,
    overridden: options.filter(({ override }) => override !== undefined).length,
    options: options.flatMap((option) => {
      const place = text.valueRange(['config', option.key]);
      return place ? [{ ...optionFactsOf(option, module), ...place }] : [];
    }),
  };
}

function optionFactsOf(option: EffectiveOption, module: string): OptionFacts {
  const { key, default: standard, override, effective } = option;
  const isHidden = isSecretOption(key);
  const show = (value: unknown): string => (isHidden && value !== '' && value !== null ? MASK : shownValue(value));
  const hint = overrideHint(option, module);
  return {
    key,
    ...(standard === undefined ? {} : { default: show(standard) }),
    ...(override === undefined ? {} : { override: show(override) }),
    effective: show(effective),
    type: typeOf(effective),
    notes: [...(hint ? [hint.message] : []), ...defaultNote(option, isHidden)],
  };
}

/** What is not said by a problem at the same place already. */
function defaultNote({ default: standard, override }: EffectiveOption, isHidden: boolean): Message[] {
  if (standard === undefined || override !== undefined || isHidden || !isSameNumber(standard)) return [];
  const note = castNote(standard);
  return note ? [note] : [];
}

function shownValue(value: unknown): string {
  const isWordless = value === undefined || (typeof value === 'number' && !Number.isFinite(value));
  return truncate(isWordless ? String(value) : JSON.stringify(value), MAX_SHOWN);
}

function typeOf(value: unknown): Message {
  if (value === null) return message('null');
  if (Array.isArray(value)) return message('list');
  switch (typeof value) {
    case 'number':
      return message('number');
    case 'boolean':
      return message('true or false');
    case 'undefined':
      return message('undefined');
    case 'object':
      return message('object');
    default:
      return message('text');
  }
}
