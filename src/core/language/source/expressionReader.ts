import type * as t from '@babel/types';
import { nothing, type Term } from './program';
import { childrenOf, lookUp, type Scope } from './scope';
import { placeOf, ShapeReader } from './shapeReader';

/** Turns expressions into terms. */
export abstract class ExpressionReader extends ShapeReader {
  protected override term(node: t.Node, scope: Scope): Term {
    switch (node.type) {
      case 'Identifier':
        return this.named(node.name, scope);
      case 'StringLiteral':
        return { kind: 'text', key: placeOf(node, node.value, 'quoted') };
      case 'TemplateLiteral':
        return this.template(node, scope);
      case 'ThisExpression':
        return scope.self === undefined ? nothing : { kind: 'slot', slot: scope.self };
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.member(node, scope);
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        return this.call(node, scope);
      case 'AssignmentExpression':
        return this.assignment(node, scope);
      case 'ObjectExpression':
        return this.object(node, scope);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
      case 'ObjectMethod':
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        return this.fn(node, scope);
      case 'ClassExpression':
      case 'ClassDeclaration':
        return this.classOf(node, scope);
      default:
        return this.operation(node, scope);
    }
  }

  private operation(node: t.Node, scope: Scope): Term {
    switch (node.type) {
      case 'LogicalExpression':
        return { kind: 'either', of: [this.term(node.left, scope), this.term(node.right, scope)] };
      case 'ConditionalExpression':
        this.effect(this.term(node.test, scope));
        return { kind: 'either', of: [this.term(node.consequent, scope), this.term(node.alternate, scope)] };
      case 'SequenceExpression': {
        const terms = node.expressions.map((expression) => this.term(expression, scope));
        for (const term of terms.slice(0, -1)) this.effect(term);
        return terms.at(-1) ?? nothing;
      }
      case 'AwaitExpression':
        return this.term(node.argument, scope);
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TypeCastExpression':
        return this.term(node.expression, scope);
      case 'UnaryExpression':
      case 'UpdateExpression':
        return this.unary(node, scope);
      case 'BinaryExpression':
        return this.binary(node, scope);
      case 'ArrayExpression':
      case 'SpreadElement':
      case 'YieldExpression':
        return { kind: 'gone', of: childrenOf(node).map((child) => this.term(child, scope)) };
      default:
        return this.other(node, scope);
    }
  }

  /** What no case names: templates, JSX, decorators. A configuration in it is passed on. */
  private other(node: t.Node, scope: Scope): Term {
    if (/^TS|TypeAnnotation$|Literal$/.test(node.type)) return nothing;
    if (/Statement$|Declaration$/.test(node.type)) {
      this.statement(node, scope);
      return nothing;
    }
    const of = childrenOf(node).map((child) => this.term(child, scope));
    return of.length === 0 ? nothing : { kind: 'gone', of };
  }

  private template(node: t.TemplateLiteral, scope: Scope): Term {
    for (const expression of node.expressions) this.effect(this.term(expression, scope));
    const [only] = node.quasis;
    if (node.expressions.length > 0 || !only) return nothing;
    return { kind: 'text', key: placeOf(node, only.value.cooked ?? only.value.raw, 'quoted') };
  }

  private member({ object, property, computed }: t.MemberExpression | t.OptionalMemberExpression, scope: Scope): Term {
    const of: Term =
      object.type === 'Super' ? { kind: 'parent', ofClass: scope.inClass ?? -1 } : this.term(object, scope);
    if (computed) {
      const by = this.term(property, scope);
      return by.kind === 'text' ? { kind: 'member', of, key: by.key } : { kind: 'indexed', of, by };
    }
    if (property.type === 'PrivateName') {
      return { kind: 'member', of, key: placeOf(property, `#${property.id.name}`, 'dot') };
    }
    if (property.type !== 'Identifier') return nothing;
    return { kind: 'member', of, key: placeOf(property, property.name, 'dot') };
  }

  private call(node: t.CallExpression | t.OptionalCallExpression | t.NewExpression, scope: Scope): Term {
    const args = node.arguments.map((argument) => this.term(argument, scope));
    const [first] = args;
    const isRequire =
      node.callee.type === 'Import' ||
      (node.callee.type === 'Identifier' && node.callee.name === 'require' && lookUp('require', scope) === undefined);
    if (isRequire) return first?.kind === 'text' ? this.imported(first.key.name, first.key) : nothing;
    const callee: Term =
      node.callee.type === 'Super' ? { kind: 'parent', ofClass: scope.inClass ?? -1 } : this.term(node.callee, scope);
    const isNew = node.type === 'NewExpression' || node.callee.type === 'Super';
    return { kind: 'call', callee, args, isNew };
  }

  private assignment({ left, right, operator }: t.AssignmentExpression, scope: Scope): Term {
    const value = this.term(right, scope);
    const flows = /^(=|\|\|=|&&=|\?\?=)$/.test(operator);
    if (!flows) this.effect(value);
    this.bind(left, flows ? value : nothing, scope);
    return flows ? value : nothing;
  }

  private unary({ argument, operator }: t.UnaryExpression | t.UpdateExpression, scope: Scope): Term {
    const value = this.term(argument, scope);
    const isWrite = operator === 'delete' || operator === '++' || operator === '--';
    if (isWrite && value.kind === 'member') this.write(value.of, { ...value.key, isWrite: true }, nothing);
    else this.effect(value);
    return nothing;
  }

  private binary({ left, right, operator }: t.BinaryExpression, scope: Scope): Term {
    const key = left.type === 'PrivateName' ? nothing : this.term(left, scope);
    const of = this.term(right, scope);
    if (operator === 'in' && key.kind === 'text') this.effect({ kind: 'member', of, key: key.key });
    else for (const term of [key, of]) this.effect(term);
    return nothing;
  }
}
