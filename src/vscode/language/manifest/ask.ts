import type { CancellationToken } from 'vscode';
import type { ManifestLanguageCalls } from '../../../shared/languageApi';
import type { CoreClient } from '../../coreClient';

/** Asks the core something about a package.json. Undefined when that was cancelled, or could not be answered. */
export type Ask = <T>(
  question: (calls: ManifestLanguageCalls) => Promise<T>,
  token?: CancellationToken,
) => Promise<T | undefined>;

/** What goes wrong while a person types is logged, never shown. */
export function createAsk(core: CoreClient, log: (error: unknown) => void): Ask {
  return async (question, token) => {
    if (core.isEnding) return undefined;
    try {
      const answer = await question(core.calls);
      return token?.isCancellationRequested ? undefined : answer;
    } catch (error) {
      log(error);
      return undefined;
    }
  };
}
