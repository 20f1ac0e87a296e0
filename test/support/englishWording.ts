import { formatMessage } from '../../src/base/message';
import { createFormat } from '../../src/vscode/format';
import type { Wording } from '../../src/vscode/wording';
import { someTime } from './someModule';

/** Words and numbers of an English editor, at the time to which the snapshots of `someModule` refer. */
export const englishWording: Wording = { say: formatMessage, format: createFormat('en'), now: someTime };
