import type { ResourceLimits } from 'node:worker_threads';

/**
 * What is new in the core's memory is looked through when it is so much. What modules send is read and dropped, or stays for long: with
 * Node's own limit, four times as high, a flood of it fills the processor's caches, grows the old memory, and goes slower; and what
 * many modules send would hold three times 16 MB that are never given back.
 */
export const coreLimits: ResourceLimits = { maxYoungGenerationSizeMb: 12 };
