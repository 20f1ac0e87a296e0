import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runRing } from './runRing.mjs';

/**
 * Runs rings in their order; those of different lanes side by side, once those without a lane are through. What the
 * first lane prints is seen at once, and then what the others have printed, ring by ring: no lines are mixed.
 * @param {import('./runRing.mjs').Ring[]} rings
 * @param {import('./runRing.mjs').RunOptions} run
 * @returns {Promise<import('./runRing.mjs').RingResult[]>} in the order of `rings`
 */
export async function runLanes(rings, run) {
  const results = new Map();
  for (const ring of rings.filter(({ lane }) => !lane)) {
    results.set(ring, await (ring.name === 'build' ? run.build() : runRing(ring, run)));
  }

  const [shown, ...kept] = [...new Set(rings.flatMap(({ lane }) => lane ?? []))];
  const ringsOf = (lane) => rings.filter((ring) => lane && ring.lane === lane);
  const showing = runShown(ringsOf(shown), run, results);
  await Promise.all([showing, ...kept.map((lane) => runKept(ringsOf(lane), run, { results, showing }))]);
  return rings.map((ring) => results.get(ring));
}

async function runShown(rings, run, results) {
  for (const ring of rings) results.set(ring, await runRing(ring, run));
}

async function runKept(rings, run, { results, showing }) {
  for (const ring of rings) {
    const file = path.join(run.folder, `${ring.name}.log`);
    const output = openSync(file, 'w');
    results.set(ring, await runRing(ring, { ...run, output }));
    closeSync(output);
    void showing.then(() => console.log(readFileSync(file, 'utf8').trimEnd()));
  }
  await showing;
}
