import type * as t from '@babel/types';
import { Collector } from './collector';
import { nothing, type KeyForm, type KeyPlace, type PropertyShape, type Term } from './program';
import { boundNames, innerScope, type Scope } from './scope';
import { typedParams } from './typedNames';

/** Reads what has parts: patterns, objects, functions and classes. */
export abstract class ShapeReader extends Collector {
  /** The term of an expression; everything in it is read. */
  protected abstract term(node: t.Node, scope: Scope): Term;
  protected abstract statement(node: t.Node, scope: Scope): void;
  protected abstract body(block: t.Node, scope: Scope): void;

  /** Puts a value into what stands at the left of a `=`, or in a parameter list. */
  protected bind(pattern: t.Node, from: Term, scope: Scope): void {
    switch (pattern.type) {
      case 'Identifier': {
        const target = this.named(pattern.name, scope);
        if (target.kind === 'slot') this.flow(target.slot, from);
        else this.effect({ kind: 'gone', of: [from] });
        return;
      }
      case 'AssignmentPattern':
        this.bind(pattern.left, { kind: 'either', of: [from, this.term(pattern.right, scope)] }, scope);
        return;
      case 'TSParameterProperty':
        this.bind(pattern.parameter, from, scope);
        if (scope.self !== undefined) {
          for (const name of boundNames(pattern)) {
            const key = { name, start: -1, end: -1, form: 'dot', isWrite: true } as const;
            this.write({ kind: 'slot', slot: scope.self }, key, from);
          }
        }
        return;
      case 'RestElement':
        this.bind(pattern.argument, { kind: 'copy', of: [from] }, scope);
        return;
      case 'ObjectPattern':
        this.effect(from);
        for (const property of pattern.properties) this.bindProperty(property, from, scope);
        return;
      case 'ArrayPattern':
        this.effect({ kind: 'gone', of: [from] });
        for (const element of pattern.elements) if (element) this.bind(element, nothing, scope);
        return;
      default: {
        const target = this.term(pattern, scope);
        if (target.kind === 'member') this.write(target.of, { ...target.key, isWrite: true }, from);
        else this.effect({ kind: 'gone', of: [target, from] });
      }
    }
  }

  private bindProperty(property: t.ObjectProperty | t.RestElement, from: Term, scope: Scope): void {
    if (property.type === 'RestElement') {
      this.bind(property, from, scope);
      return;
    }
    const { key, value, shorthand, computed } = property;
    const name = computed && key.type !== 'StringLiteral' ? undefined : keyName(key);
    if (name === undefined) {
      this.bind(value, { kind: 'indexed', of: from, by: this.term(key, scope) }, scope);
      return;
    }
    const form = shorthand ? 'shorthand' : key.type === 'StringLiteral' ? 'quoted' : 'property';
    const member: Term = { kind: 'member', of: from, key: placeOf(key, name, form) };
    this.effect(member); // also when the value is bound to nothing that is known
    this.bind(value, member, scope);
  }

  protected object(node: t.ObjectExpression, scope: Scope): Term {
    const properties: PropertyShape[] = [];
    const spreads: Term[] = [];
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') spreads.push(this.term(property.argument, scope));
      else {
        const value = this.term(property.type === 'ObjectMethod' ? property : property.value, scope);
        const name = property.computed ? undefined : keyName(property.key);
        if (name === undefined) this.effect({ kind: 'gone', of: [this.term(property.key, scope), value] });
        else properties.push({ name, value });
      }
    }
    const id = this.objects.push(properties) - 1;
    const own: Term = { kind: 'object', id };
    return spreads.length === 0 ? own : { kind: 'either', of: [own, { kind: 'copy', of: spreads }] };
  }

  protected fn(node: t.Function, scope: Scope): Term {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const returns = this.slots++;
    const self = isArrow ? (scope.self ?? this.slots++) : this.slots++;
    const inner = innerScope(scope, { returns, self });
    if (node.type === 'FunctionExpression' && node.id) this.declare(inner, [node.id.name]);
    const id = this.functions.length;
    this.declare(inner, node.params.flatMap(boundNames));
    const params = node.params.map(() => this.slots++);
    this.functions.push({ params, returns, self });
    this.markTyped(typedParams(node, node.params), inner);
    node.params.forEach((param, index) => {
      const slot = params[index];
      if (slot !== undefined) this.bind(param, { kind: 'slot', slot }, inner);
    });
    this.body(node.body, inner);
    const value: Term = { kind: 'function', id };
    const own = node.type === 'FunctionExpression' && node.id ? inner.names.get(node.id.name) : undefined;
    if (own !== undefined) this.flow(own, value);
    return value;
  }

  protected classOf(node: t.Class, scope: Scope): Term {
    const parent = node.superClass ? this.term(node.superClass, scope) : nothing;
    const id = this.classes.length;
    const self = this.slots++;
    const methods: PropertyShape[] = [];
    let constructs: number | undefined;
    const inner = innerScope(scope, { self, inClass: id, returns: undefined });
    this.classes.push({ parent, self, methods, constructs });
    for (const member of node.body.body) {
      const name = 'key' in member ? keyName(member.key) : undefined;
      if (member.type === 'ClassMethod' || member.type === 'ClassPrivateMethod') {
        const value = this.term(member, inner);
        if (value.kind === 'function' && member.kind === 'constructor') constructs = value.id;
        if (name !== undefined) methods.push({ name, value });
      } else if ((member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty') && member.value) {
        const value = this.term(member.value, inner);
        if (name !== undefined) methods.push({ name, value });
      } else if (member.type === 'StaticBlock') this.statement(member, inner);
    }
    this.classes[id] = { parent, self, methods, constructs };
    return { kind: 'class', id };
  }
}

/** Where a name stands that is this node. */
export function placeOf({ start, end }: t.Node, name: string, form: KeyForm): KeyPlace {
  return { name, start: start ?? -1, end: end ?? -1, form, isWrite: false };
}

function keyName(key: t.Node): string | undefined {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'PrivateName' ? `#${key.id.name}` : undefined;
}
