import assert from 'node:assert/strict';
import fc from 'fast-check';
import { singleFlight } from '../../../src/base/singleFlight';

/** A task whose runs end when the test says so; each resolves with its number, from 1. */
class Runs {
  active = 0;
  mostActive = 0;
  started = 0;
  private readonly ends: ((error?: Error) => void)[] = [];

  readonly run = (): Promise<number> => {
    this.started += 1;
    this.active += 1;
    this.mostActive = Math.max(this.mostActive, this.active);
    const number = this.started;
    return new Promise((resolve, reject) => {
      this.ends.push((error) => {
        this.active -= 1;
        if (error) reject(error);
        else resolve(number);
      });
    });
  };

  /** Ends the oldest run that goes on. */
  end(error?: Error): void {
    this.ends.shift()?.(error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets that many promise reactions pass. */
async function microtasks(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) await Promise.resolve();
}

describe('singleFlight', () => {
  it('starts the first run at once', async () => {
    const runs = new Runs();
    const result = singleFlight(runs.run)();
    assert.equal(runs.started, 1);
    runs.end();
    assert.equal(await result, 1);
  });

  it('makes one run of all calls that come during a run, after it', async () => {
    const runs = new Runs();
    const call = singleFlight(runs.run);
    const results = [call(), call(), call(), call()];
    assert.equal(runs.started, 1);
    runs.end();
    await turn();
    assert.equal(runs.started, 2);
    runs.end();
    assert.deepEqual(await Promise.all(results), [1, 2, 2, 2]);
  });

  it('gives a call that comes during the second run a third one', async () => {
    const runs = new Runs();
    const call = singleFlight(runs.run);
    const results = [call(), call()];
    runs.end();
    await turn();
    results.push(call());
    runs.end();
    await turn();
    runs.end();
    assert.deepEqual(await Promise.all(results), [1, 2, 3]);
  });

  it('tells only the callers of a run that it failed, and goes on', async () => {
    const runs = new Runs();
    const call = singleFlight(runs.run);
    const [first, second] = [call(), call()];
    runs.end(new Error('broken'));
    await assert.rejects(first, /broken/);
    await turn();
    runs.end();
    assert.equal(await second, 2);
  });

  it('takes a run that throws at once for one that fails', async () => {
    const call = singleFlight(() => {
      throw new Error('at once');
    });
    await assert.rejects(call(), /at once/);
  });

  it('gives a call that the run itself makes a run of its own, afterwards', async () => {
    const runs = new Runs();
    const results: Promise<number>[] = [];
    const call = singleFlight(() => {
      if (results.length === 0) results.push(call());
      return runs.run();
    });
    results.push(call());
    assert.equal(runs.started, 1);
    runs.end();
    await turn();
    runs.end();
    assert.deepEqual(await Promise.all(results), [2, 1]);
  });

  it('starts anew after everything has ended', async () => {
    const runs = new Runs();
    const call = singleFlight(runs.run);
    const first = call();
    runs.end();
    await first;
    await turn();
    const second = call();
    runs.end();
    assert.equal(await second, 2);
  });

  it('never runs twice at a time, at whichever moment around the end of a run the calls come', async () => {
    for (let moment = 0; moment < 12; moment++) {
      const runs = new Runs();
      const call = singleFlight(runs.run);
      const results = [call(), call()];
      runs.end();
      await microtasks(moment);
      results.push(call());
      await turn();
      while (runs.active > 0) {
        runs.end();
        await turn();
      }
      await Promise.all(results);
      assert.equal(runs.mostActive, 1, `a call ${moment} reactions after the end`);
    }
  });

  it('ends, for any calls and ends, with a run that started after the last call', async () => {
    const step = fc.constantFrom('call' as const, 'end' as const, 'turn' as const);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const runs = new Runs();
        const call = singleFlight(runs.run);
        const results: Promise<boolean>[] = [];
        for (const each of steps) {
          if (each === 'turn') await turn();
          else if (each === 'end') runs.end();
          else {
            const startedBefore = runs.started;
            results.push(call().then((number) => number > startedBefore));
          }
        }
        await turn();
        while (runs.active > 0) {
          runs.end();
          await turn();
        }
        assert.ok((await Promise.all(results)).every(Boolean));
        assert.ok(runs.mostActive <= 1);
      }),
      { numRuns: 200 },
    );
  });
});
