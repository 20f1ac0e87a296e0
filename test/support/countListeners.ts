import { EventEmitter } from 'node:events';
import { Emitter } from '../../src/base/event';

/** How many listeners hang on the emitters, ours and Node's, that can be reached from an object by its properties. */
export function countListeners(root: object): number {
  const seen = new Set<object>();
  const waiting: unknown[] = [root];
  let count = 0;
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (typeof item !== 'object' || item === null || seen.has(item) || ArrayBuffer.isView(item)) continue;
    seen.add(item);
    if (item instanceof Emitter) count += item.listenerCount;
    if (isNodeEmitter(item)) count += listenersOf(item);
    if (item instanceof Map) waiting.push(...(item.values() as Iterable<unknown>));
    if (item instanceof Set) waiting.push(...(item.values() as Iterable<unknown>));
    waiting.push(...propertiesOf(item));
  }
  return count;
}

function isNodeEmitter(item: object): item is EventEmitter {
  return item instanceof EventEmitter;
}

function listenersOf(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

/** Without getters: they make new objects, and some throw. */
function propertiesOf(item: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(item)).map((property): unknown => property.value);
}
