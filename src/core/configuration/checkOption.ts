import { message, type Message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { OptionCheck, OptionSnapshot } from '../../shared/configurationApi';
import type { Json } from '../../shared/probe';
import { castOption } from './effectiveConfiguration';

/** The value that is written for a text: text, as with `pm2 set`, but JSON where the default is a list or an object. */
export function storedValue(text: string, standard: Json | undefined): Json {
  if (!Array.isArray(standard) && !isRecord(standard)) return text;
  const parsed = parse(text);
  return kindOf(parsed) === kindOf(standard) && parsed !== undefined ? parsed : text;
}

/** What would come of a text: whether it fits the default's type, and whether the module gets what stands there. */
export function checkOption(
  text: string,
  option: Pick<OptionSnapshot, 'default' | 'isSecret'> | undefined,
): OptionCheck {
  const standard = option?.default;
  const effective = castOption(storedValue(text, standard)) as Json | undefined;
  const known = effective === undefined ? {} : { effective };
  const misfit = typeProblem(effective, standard);
  if (misfit) return { ...known, severity: 'error', message: misfit };
  if (!changesMeaning(text, effective, standard)) return known;
  return { ...known, severity: 'warning', message: meaningMessage(text, effective, option?.isSecret === true) };
}

/** PM2 takes any text; a module that expects a number does not. */
function typeProblem(effective: Json | undefined, standard: Json | undefined): Message | undefined {
  switch (kindOf(standard)) {
    case 'number':
      return kindOf(effective) === 'number' && !Number.isNaN(effective)
        ? undefined
        : message('The default is a number, so this must be one.');
    case 'boolean':
      return kindOf(effective) === 'boolean'
        ? undefined
        : message('The default is true or false, so this must be one.');
    case 'list':
      return kindOf(effective) === 'list'
        ? undefined
        : message('The default is a list, so this must be one, in JSON: ["one", "two"].');
    case 'object':
      return kindOf(effective) === 'object'
        ? undefined
        : message('The default is an object, so this must be one, in JSON: {"name": "value"}.');
    default:
      return undefined;
  }
}

/** Whether pmx and `@pm2/io` make something else of a text than a person would read in it. */
function changesMeaning(text: string, effective: Json | undefined, standard: Json | undefined): boolean {
  switch (kindOf(effective)) {
    case 'text':
    case 'list':
    case 'object':
      return false;
    case 'number':
      return JSON.stringify(effective) !== text.trim() || kindOf(standard) === 'text';
    case 'boolean':
      return kindOf(standard) === 'text';
    case 'null':
      return kindOf(standard) === 'text' || kindOf(standard) === 'nothing';
    case 'nothing':
      return true;
  }
}

function meaningMessage(text: string, effective: Json | undefined, isSecret: boolean): Message {
  if (effective === undefined) return message('The module gets nothing for this text: undefined.');
  if (text.trim() === '') return message('The module gets the number 0 for an empty text.');
  if (isSecret) return message('The module gets something else than this text: a number, true, false or null.');
  if (typeof effective === 'number') return message('The module gets the number {0}, not this text.', effective);
  return message('The module gets {0}, not this text.', JSON.stringify(effective));
}

type Kind = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'null' | 'nothing';

function kindOf(value: Json | undefined): Kind {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const kinds = { string: 'text', number: 'number', boolean: 'boolean' } as const;
  return typeof value === 'object' ? 'object' : kinds[typeof value as keyof typeof kinds];
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
