import type { Json } from '../../../shared/probe';
import type { TextRange } from '../../../shared/languageApi';
import type { AppFieldName } from '../../manifest/appFields';
import { usualValues } from './optionFacts';

/** `"watch": ${1|true,false|}`, with what the text behind it needs. */
export function propertySnippet(
  text: string,
  range: TextRange,
  { key, value }: { key: string; value: string },
): string {
  const rest = text.slice(range.to);
  const name = escapeSnippet(JSON.stringify(key));
  if (/^\s*:/.test(rest)) return name;
  return `${name}: ${value}${separatorBefore(rest)}`;
}

/** A comma where another item follows. */
export function separatorBefore(rest: string): string {
  return /^\s*(?:[,}\]]|$)/.test(rest) ? '' : ',';
}

/** The value of an option, to be filled in: a choice where there are several. */
export function valueSnippet(name: AppFieldName): string {
  const values = usualValues(name);
  const [first] = values;
  if (first === undefined) return '$1';
  const isChoice = values.length > 1 && values.every((value) => typeof value !== 'object');
  if (isChoice) return `\${1|${values.map((value) => escapeChoice(JSON.stringify(value))).join(',')}|}`;
  return hole(first);
}

/** The value with a hole in which what it says can be replaced. */
function hole(value: Json): string {
  if (typeof value === 'string') return `"\${1:${escapeHole(JSON.stringify(value).slice(1, -1))}}"`;
  if (Array.isArray(value)) {
    const [only, ...others] = value as Json[];
    return others.length === 0 && (only === undefined || typeof only === 'string')
      ? `["\${1:${escapeHole(only ?? '')}}"]`
      : `\${1:${escapeHole(JSON.stringify(value))}}`;
  }
  if (typeof value === 'object' && value !== null) {
    const inner = JSON.stringify(value).slice(1, -1);
    return `{ \${1:${escapeHole(inner)}} }`;
  }
  return `\${1:${escapeHole(JSON.stringify(value))}}`;
}

export function escapeSnippet(text: string): string {
  return text.replace(/[\\$]/g, '\\$&');
}

function escapeHole(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function escapeChoice(text: string): string {
  return text.replace(/[\\$},|]/g, '\\$&');
}
