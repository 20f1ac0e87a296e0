import type { Host } from './host';
import { Payloads } from './payloads';
import { Replies } from './replies';
import { RunDocuments } from './runDocuments';

/** What shows read-only documents. */
export function createDocuments(
  options: Pick<Host, 'core' | 'mirror' | 'wording'>,
): Pick<Host, 'replies' | 'runDocuments' | 'payloads'> {
  return {
    replies: new Replies(options.mirror),
    runDocuments: new RunDocuments(options),
    payloads: new Payloads(options.core),
  };
}
