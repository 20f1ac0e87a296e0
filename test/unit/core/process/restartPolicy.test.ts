import assert from 'node:assert/strict';
import {
  RestartPolicy,
  type RestartDecision,
  type RestartOptions,
  type UnplannedExit,
} from '../../../../src/core/process/restartPolicy';

const pm2Defaults: RestartOptions = {
  autorestart: true,
  stopExitCodes: [],
  minUptimeMs: 1_000,
  maxRestarts: 16,
  isMaxRestartsDeclared: false,
  isDevelopment: false,
};
const development: RestartOptions = { ...pm2Defaults, isDevelopment: true };

/** Feeds exits until one is not answered by a restart; at most `limit`. */
function decisions(
  options: RestartOptions,
  exits: (index: number) => Partial<UnplannedExit>,
  limit = 100,
): RestartDecision[] {
  const made: RestartDecision[] = [];
  let policy = RestartPolicy.begin(options, 0);
  let at = 0;
  while (made.length < limit) {
    const exit = { uptimeMs: 50, code: 1, fingerprint: 'Error: boom', ...exits(made.length) };
    at += exit.uptimeMs + 20;
    const decision = policy.next({ at, ...exit });
    made.push(decision);
    if (decision.kind !== 'restart') break;
    policy = decision.policy;
  }
  return made;
}

const kinds = (made: readonly RestartDecision[]): string[] => made.map((decision) => decision.kind);

describe('RestartPolicy', () => {
  it('gives up after 16 quick exits outside development, as PM2 does', () => {
    const made = decisions(pm2Defaults, () => ({}));
    assert.equal(made.length, 16);
    assert.equal(made.at(-1)?.kind, 'errored');
  });

  it('gives up after three equal quick deaths in development', () => {
    assert.deepEqual(kinds(decisions(development, () => ({}))), ['restart', 'restart', 'errored']);
  });

  it('counts deaths of another cause anew in development', () => {
    const made = decisions(development, (index) => ({ fingerprint: index < 2 ? 'Error: a' : 'Error: b' }));
    assert.deepEqual(kinds(made), ['restart', 'restart', 'restart', 'restart', 'errored']);
  });

  it('honours a declared max_restarts in development', () => {
    const made = decisions({ ...development, maxRestarts: 5, isMaxRestartsDeclared: true }, () => ({}));
    assert.equal(made.length, 5);
  });

  it('restarts for ever what lives longer than min_uptime', () => {
    const made = decisions(development, () => ({ uptimeMs: 1_500 }), 40);
    assert.deepEqual(new Set(kinds(made)), new Set(['restart']));
  });

  it('does not restart after an exit code of stop_exit_codes, nor without autorestart', () => {
    const stopped = decisions({ ...development, stopExitCodes: [0] }, () => ({ code: 0 }));
    assert.deepEqual(kinds(stopped), ['stopped']);
    assert.deepEqual(kinds(decisions({ ...development, autorestart: false }, () => ({}))), ['stopped']);
  });

  it('waits restart_delay, and shows it even when it is 0', () => {
    const [first] = decisions({ ...pm2Defaults, restartDelayMs: 1_000 }, () => ({}), 1);
    assert.deepEqual([first?.kind, first?.kind === 'restart' && first.delayMs], ['restart', 1_000]);
    const [zero] = decisions({ ...pm2Defaults, restartDelayMs: 0 }, () => ({}), 1);
    assert.equal(zero?.kind === 'restart' && zero.isDelayed, true);
  });

  it('grows the back-off by half each time up to 15 s, and begins anew after 30 s of life', () => {
    const options = { ...development, expBackoffRestartDelayMs: 100 };
    const delays = decisions(options, (index) => ({ uptimeMs: index === 15 ? 31_000 : 50 }), 17).map(
      (decision) => decision.kind === 'restart' && decision.delayMs,
    );
    assert.deepEqual(delays.slice(0, 6), [100, 150, 225, 337, 505, 757]);
    assert.equal(delays[14], 15_000);
    assert.equal(delays[15], 100);
    assert.equal(delays[16], 150);
  });
});
