import type * as t from '@babel/types';

/** The names in a declaration that have a type of their own, in TypeScript or in JSDoc: the editor knows what they hold. */
export function typedNames(declaration: t.Node, id: t.Node): string[] {
  if (id.type !== 'Identifier') return [];
  const comments = declaration.leadingComments ?? [];
  return hasType(id) || comments.some(({ value }) => isTypeComment(value)) ? [id.name] : [];
}

/** The same of parameters. */
export function typedParams(fn: t.Node, params: readonly t.Node[]): string[] {
  const comments = (fn.leadingComments ?? []).map(({ value }) => value).join('\n');
  return params.flatMap((param): string[] => {
    const id = param.type === 'AssignmentPattern' ? param.left : param;
    if (id.type !== 'Identifier') return [];
    return hasType(id) || isParamTyped(comments, id.name) ? [id.name] : [];
  });
}

function hasType({ typeAnnotation }: t.Identifier): boolean {
  if (typeAnnotation?.type !== 'TSTypeAnnotation') return false;
  return !['TSAnyKeyword', 'TSUnknownKeyword', 'TSObjectKeyword'].includes(typeAnnotation.typeAnnotation.type);
}

const VAGUE = /^\s*(\*|any|unknown|object|Object)\s*$/;

function isTypeComment(text: string): boolean {
  const type = /@type\s*\{([^}]*)\}/.exec(text)?.[1];
  return type !== undefined && !VAGUE.test(type);
}

function isParamTyped(text: string, name: string): boolean {
  for (const [, type = '', param] of text.matchAll(/@param\s*\{([^}]*)\}\s*\[?([\w$]+)/g)) {
    if (param === name) return !VAGUE.test(type);
  }
  return false;
}
