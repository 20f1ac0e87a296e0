import type { IssueSnapshot } from '../../src/shared/issue';
import { someTime } from './someModule';

/** An issue's snapshot as the core would send it: nobody caught it, once, three seconds ago. */
export function someIssue(issue: Partial<IssueSnapshot> = {}): IssueSnapshot {
  const at = someTime - 3_000;
  return {
    id: 'some-issue',
    message: 'no user',
    origin: 'uncaught',
    count: 1,
    firstAt: at,
    lastAt: at,
    generation: 1,
    since: at,
    frames: [],
    ...issue,
  };
}
