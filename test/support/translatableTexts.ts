import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from './projectRoot';

/** A text of the sources that people are shown. */
export interface TranslatableText {
  /** Undefined when it is not a literal, so that no translation can be found by it. */
  readonly text: string | undefined;
  /** `file:line`. */
  readonly place: string;
}

/** What is given to `message()` and `l10n.t()` in `src`, as the compiler reads it. */
export function translatableTexts(): TranslatableText[] {
  const folder = path.join(projectRoot, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => textsOf(path.join(folder, file)));
}

function textsOf(file: string): TranslatableText[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: TranslatableText[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslated(node.expression)) {
      const [first] = node.arguments;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({
        text: first && ts.isStringLiteralLike(first) ? first.text : undefined,
        place: `${path.relative(projectRoot, file)}:${line + 1}`,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTranslated(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'message';
  return ts.isPropertyAccessExpression(callee) && callee.expression.getText() === 'l10n' && callee.name.text === 't';
}
