import type * as t from '@babel/types';
import type { Slot } from './program';

/** What encloses an expression: names, and the function that `return` and `this` belong to. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Slot>;
  readonly returns: Slot | undefined;
  readonly self: Slot | undefined;
  readonly inClass: number | undefined;
}

/** An inner scope; what is not given is as outside. */
export function innerScope(parent: Scope, own: Partial<Pick<Scope, 'returns' | 'self' | 'inClass'>> = {}): Scope {
  const { returns, self, inClass } = parent;
  return { returns, self, inClass, ...own, parent, names: new Map() };
}

export function lookUp(name: string, scope: Scope | undefined): Slot | undefined {
  for (let at = scope; at; at = at.parent) {
    const slot = at.names.get(name);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

const ASIDE = new Set(['loc', 'leadingComments', 'trailingComments', 'innerComments', 'extra', 'errors', 'tokens']);

/** The nodes directly below a node. */
export function childrenOf(node: t.Node): t.Node[] {
  const found: t.Node[] = [];
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    if (ASIDE.has(name)) continue;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(item)) found.push(item);
  }
  return found;
}

function isNode(value: unknown): value is t.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The names that a pattern binds. */
export function boundNames(pattern: t.Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'TSParameterProperty':
      return boundNames(pattern.parameter);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property : property.value),
      );
    default:
      return [];
  }
}

/** Names that the statements of a block declare for the block. */
export function blockNames(statements: readonly t.Node[]): string[] {
  return statements.flatMap((statement): string[] => {
    switch (statement.type) {
      case 'VariableDeclaration':
        return statement.kind === 'var' ? [] : statement.declarations.flatMap(({ id }) => boundNames(id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return statement.id ? [statement.id.name] : [];
      case 'ImportDeclaration':
        return statement.specifiers.map(({ local }) => local.name);
      case 'TSImportEqualsDeclaration':
        return [statement.id.name];
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return statement.declaration ? blockNames([statement.declaration]) : [];
      default:
        return [];
    }
  });
}

/** Names that `var` declares anywhere in a function, without the functions in it. */
export function hoistedNames(node: t.Node): string[] {
  if (/Function|^(Object|Class)(Private)?Method$|^Class(Body|Declaration|Expression)$/.test(node.type)) return [];
  const own =
    node.type === 'VariableDeclaration' && node.kind === 'var'
      ? node.declarations.flatMap(({ id }) => boundNames(id))
      : [];
  return [...own, ...childrenOf(node).flatMap(hoistedNames)];
}
