import { UserError, type Remedy } from '../../base/errors';
import { message } from '../../base/message';
import type { Finding } from './finding';
import type { Position } from './jsonText';

/**
 * Something in package.json that keeps the module from being started. Its message tells the line, which the finding does
 * not; what concerns the whole file has none.
 */
export class ManifestError extends UserError {
  constructor(
    readonly finding: Finding,
    { file, position }: { readonly file: string; readonly position: Position },
    remedies: readonly Remedy[] = [],
  ) {
    const { path, message: text } = finding;
    super(path.length === 0 ? text : message('package.json, line {0}: {1}', position.line, text), [
      ...remedies,
      { kind: 'openFile', file, ...position },
    ]);
  }
}
