import type { AppOptionFacts } from '../../../shared/languageApi';
import type { Json } from '../../../shared/probe';
import { appFields, type AppFieldName } from '../../manifest/appFields';
import type { Field } from '../../manifest/field';

/** What is told of an option of an `apps` entry. */
export function optionFacts(name: AppFieldName): AppOptionFacts {
  const { kind, about, facts }: Field<unknown> = appFields[name];
  const { aliases = [], usual = name, effect } = facts;
  return {
    name: usual,
    aliases: [name, ...aliases].filter((alias) => alias !== usual),
    about,
    takes: kind.takes,
    ...(facts.default === undefined ? {} : { default: JSON.stringify(facts.default) }),
    examples: usualValues(name).map((value) => JSON.stringify(value)),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** Values that are often written for an option, the most usual first. */
export function usualValues(name: AppFieldName): readonly Json[] {
  const { kind, facts }: Field<unknown> = appFields[name];
  return facts.examples ?? kind.values;
}
