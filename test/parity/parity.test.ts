import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { listedDifferences, type ListedDifference } from './differences';
import { compare, type Difference } from './support/compare';
import { copyModule } from './support/copyModule';
import { LiveRun } from './support/liveRun';
import { recordedModules } from './support/recorded';
import { Report } from './support/report';

/** So often a module has told its probes when it is looked at for good: what comes late is seen as well. */
const PROBE_MESSAGES = 4;
/** After this time, what the machine may make different is taken to be so, in milliseconds. */
const USUAL_MS = 12_000;
/** How long a module may take until nothing differs but what is listed, in milliseconds. */
const PATIENCE_MS = 40_000;

describe('Real modules and what PM2 recorded of them', () => {
  const newFolder = tempFolder();
  const report = new Report();

  for (const [name, recorded] of recordedModules()) {
    it(`${recorded.module} is as PM2 recorded it, but for what is listed`, async () => {
      const run = await LiveRun.start(copyModule(name, newFolder()), newFolder());
      /** What differs and is not listed; what the machine makes may count as listed. */
      const different = (isMachineExcused: boolean): Difference[] =>
        compare(recorded, run.facts).differences.filter((difference) => {
          const listing = listingOf(name, difference);
          return !listing || (listing.isOfMachine && !isMachineExcused);
        });
      const hasSettled = (): boolean => run.facts.status === 'errored' || run.probeMessages >= PROBE_MESSAGES;
      try {
        await eventually('it is as recorded', () => hasSettled() && different(false).length === 0, USUAL_MS).catch(
          ignore,
        );
        await eventually('it has settled', () => hasSettled() && different(true).length === 0, PATIENCE_MS).catch(
          ignore,
        );
        const { compared, differences } = compare(recorded, run.facts);
        const judged = differences.map((difference) => ({ difference, listing: listingOf(name, difference) }));
        report.add(recorded.module, compared, judged);
        assert.deepEqual(different(true), []);
        assert.ok(hasSettled(), `it is ${run.facts.status} and has told its probes ${run.probeMessages} times`);
      } finally {
        const left = await run.end();
        report.addLeft(left);
      }
    });
  }

  it('none of their processes, nor a PM2 daemon of theirs, is left', () => assert.deepEqual(report.left, []));

  it('no difference is listed that is not there', () => {
    const unseen = listedDifferences.filter((listing) => !listing.isOfMachine && !report.reasons.has(listing.reason));
    assert.deepEqual(unseen, []);
  });

  after(() => report.print());
});

function ignore(): void {
  // What is still different then is reported.
}

function listingOf(module: string, difference: Difference): ListedDifference | undefined {
  return listedDifferences.find(
    ({ modules, path, matches }) =>
      (modules?.includes(module) ?? true) && path.test(difference.path) && (matches?.(difference) ?? true),
  );
}
