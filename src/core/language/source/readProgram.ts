import type * as t from '@babel/types';
import { ExpressionReader } from './expressionReader';
import { EXPORTS_OBJECT, MODULE_EXPORTS, nothing, type KeyPlace, type Program, type Term } from './program';
import { blockNames, boundNames, childrenOf, hoistedNames, innerScope, lookUp, type Scope } from './scope';
import { typedNames } from './typedNames';

/** Reads what matters out of a parsed file. */
export function readProgram(file: t.File): Program {
  return new ProgramReader().read(file);
}

class ProgramReader extends ExpressionReader {
  private readonly exportsAll: string[] = [];
  private isEsm = false;

  read({ program }: t.File): Program {
    const top = innerScope(this.root);
    this.declare(top, [...blockNames(program.body), ...program.body.flatMap(hoistedNames)]);
    this.flow(MODULE_EXPORTS, { kind: 'object', id: EXPORTS_OBJECT });
    for (const statement of program.body) this.statement(statement, top);
    return { ...this.parts(), exportsAll: this.exportsAll, isEsm: this.isEsm };
  }

  protected override body(block: t.Node, scope: Scope): void {
    if (block.type !== 'BlockStatement') {
      if (scope.returns !== undefined) this.flow(scope.returns, this.term(block, scope));
      return;
    }
    this.declare(scope, [...blockNames(block.body), ...block.body.flatMap(hoistedNames)]);
    for (const statement of block.body) this.statement(statement, scope);
  }

  protected override statement(node: t.Node, scope: Scope): void {
    switch (node.type) {
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          this.markTyped(typedNames(node, id), scope);
          if (init) this.bind(id, this.term(init, scope), scope);
        }
        return;
      case 'ExpressionStatement':
        this.effect(this.term(node.expression, scope));
        return;
      case 'ReturnStatement': {
        const value = node.argument ? this.term(node.argument, scope) : nothing;
        if (scope.returns === undefined) this.effect(value);
        else this.flow(scope.returns, value);
        return;
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration': {
        const slot = node.id ? lookUp(node.id.name, scope) : undefined;
        const value = this.term(node, scope);
        if (slot !== undefined) this.flow(slot, value);
        return;
      }
      case 'BlockStatement':
      case 'StaticBlock':
      case 'TSModuleBlock':
        this.block(node.body, scope);
        return;
      case 'ForInStatement':
      case 'ForOfStatement':
        this.loop(node, scope);
        return;
      case 'CatchClause':
        this.inScopeOf(node.param ? boundNames(node.param) : [], node, scope);
        return;
      case 'ForStatement':
        this.inScopeOf(node.init ? blockNames([node.init]) : [], node, scope);
        return;
      default:
        this.moduleStatement(node, scope);
    }
  }

  private moduleStatement(node: t.Node, scope: Scope): void {
    switch (node.type) {
      case 'ImportDeclaration':
        this.isEsm = true;
        this.importDeclaration(node, scope);
        return;
      case 'TSImportEqualsDeclaration':
        if (node.moduleReference.type === 'TSExternalModuleReference') {
          const { expression } = node.moduleReference;
          this.bind(node.id, this.imported(expression.value, expression), scope);
        }
        return;
      case 'ExportAllDeclaration':
        this.isEsm = true;
        this.exportsAll.push(node.source.value);
        return;
      case 'ExportDefaultDeclaration':
        this.isEsm = true;
        this.export('default', this.defaultValue(node.declaration, scope));
        return;
      case 'TSExportAssignment':
        this.flow(MODULE_EXPORTS, this.term(node.expression, scope));
        return;
      case 'ExportNamedDeclaration':
        this.isEsm = true;
        this.exportNamed(node, scope);
        return;
      default:
        if (isExpressionLike(node)) this.effect(this.term(node, scope));
        else if (!isType(node)) for (const child of childrenOf(node)) this.statement(child, scope);
    }
  }

  private importDeclaration({ specifiers, source, importKind }: t.ImportDeclaration, scope: Scope): void {
    if (importKind === 'type') return;
    const of = this.imported(source.value, source);
    for (const specifier of specifiers) {
      if (specifier.type === 'ImportNamespaceSpecifier') this.bind(specifier.local, of, scope);
      else if (specifier.type === 'ImportDefaultSpecifier') {
        this.bind(specifier.local, { kind: 'member', of, key: unplaced('default') }, scope);
      } else this.bind(specifier.local, { kind: 'member', of, key: unplaced(nameOf(specifier.imported)) }, scope);
    }
  }

  private exportNamed({ declaration, specifiers, source }: t.ExportNamedDeclaration, scope: Scope): void {
    if (declaration) {
      this.statement(declaration, scope);
      const names =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.flatMap(({ id }) => boundNames(id))
          : blockNames([declaration]);
      for (const name of names) this.export(name, this.named(name, scope));
    }
    for (const specifier of specifiers) {
      if (specifier.type !== 'ExportSpecifier') continue;
      const local = specifier.local.name;
      const of: Term | undefined = source ? { kind: 'module', specifier: source.value } : undefined;
      const value: Term = of ? { kind: 'member', of, key: unplaced(local) } : this.named(local, scope);
      this.export(nameOf(specifier.exported), value);
    }
  }

  private export(name: string, from: Term): void {
    this.write({ kind: 'object', id: EXPORTS_OBJECT }, unplaced(name), from);
  }

  private defaultValue(node: t.Node, scope: Scope): Term {
    const declares = (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id;
    if (!declares) return this.term(node, scope);
    this.statement(node, scope);
    return this.named(declares.name, scope);
  }

  private loop(node: t.ForInStatement | t.ForOfStatement, scope: Scope): void {
    const inner = innerScope(scope);
    if (node.left.type === 'VariableDeclaration') this.declare(inner, blockNames([node.left]));
    this.effect({ kind: 'gone', of: [this.term(node.right, scope)] });
    this.statement(node.body, inner);
  }

  private inScopeOf(names: readonly string[], node: t.Node, scope: Scope): void {
    const inner = innerScope(scope);
    this.declare(inner, names);
    for (const child of childrenOf(node)) this.statement(child, inner);
  }

  private block(statements: readonly t.Node[], scope: Scope): void {
    const inner = innerScope(scope);
    this.declare(inner, blockNames(statements));
    for (const statement of statements) this.statement(statement, inner);
  }
}

function unplaced(name: string): KeyPlace {
  return { name, start: -1, end: -1, form: 'dot', isWrite: false };
}

function nameOf(node: t.Identifier | t.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function isType({ type }: t.Node): boolean {
  return /^(TS|Flow)|TypeAnnotation$|^(Interface|Declare|Opaque)/.test(type) && type !== 'TSModuleDeclaration';
}

/** Whether a node below a statement is an expression: everything but statements, their clauses and types. */
function isExpressionLike({ type }: t.Node): boolean {
  return !/Statement$|^SwitchCase$|^CatchClause$|^TS|^Flow|TypeAnnotation$|Declaration$|^Directive|^InterpreterDirective/.test(
    type,
  );
}
