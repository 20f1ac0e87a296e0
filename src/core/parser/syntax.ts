import type { ParserOptions } from '@babel/parser';

/** Takes whatever could run somewhere: module or script, and what a wrapper around it would allow. */
export const lenientSyntax: ParserOptions = {
  sourceType: 'unambiguous',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  attachComment: false,
};

/** The syntax that a file of that name and text is written in. */
export function pluginsFor(file: string, text: string): NonNullable<ParserOptions['plugins']> {
  const proposals: NonNullable<ParserOptions['plugins']> = [
    ...(['explicitResourceManagement', 'deferredImportEvaluation', 'sourcePhaseImports'] as const),
    ...(['decoratorAutoAccessors', 'exportDefaultFrom', 'throwExpressions', 'regexpUnicodeSets'] as const),
  ];
  if (/\.[cm]?ts$/i.test(file)) return [...proposals, 'typescript', 'decorators-legacy'];
  if (/\.tsx$/i.test(file)) return [...proposals, 'typescript', 'jsx', 'decorators-legacy'];
  if (text.includes('@flow')) return [...proposals, 'flow', 'jsx', 'decorators'];
  return [...proposals, 'jsx', 'decorators'];
}
