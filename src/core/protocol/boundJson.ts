import { ELLIPSIS, truncate } from '../../base/truncate';
import type { Json } from '../../shared/probe';

/** How much of a value is kept. */
export interface JsonLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Values in all levels together. */
  readonly nodes: number;
  /** Characters of each string and key. */
  readonly stringLength: number;
}

/** Not spread from the limits: an object that is extended so, thousands of times a second, fills V8's old memory with its shapes. */
class Budget {
  nodesLeft: number;
  readonly stringLength: number;

  constructor({ nodes, stringLength }: JsonLimits) {
    this.nodesLeft = nodes;
    this.stringLength = stringLength;
  }
}

/**
 * The value as JSON within the limits. Returns the very same value when it is already, so that the usual case costs no
 * memory; else a copy in which `…` stands for what was cut. What JSON does not know is treated as `JSON.stringify` does.
 */
export function boundJson(value: unknown, limits: JsonLimits): Json {
  if (isWithin(value, limits.depth, new Budget(limits))) return value;
  return copy(value, limits.depth, new Budget(limits)) ?? null;
}

function isWithin(value: unknown, depth: number, budget: Budget): value is Json {
  switch (typeof value) {
    case 'string':
      return value.length <= budget.stringLength;
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      return value === null || (depth > 0 && areMembersWithin(value, depth - 1, budget));
    default:
      return false;
  }
}

function areMembersWithin(value: object, depth: number, budget: Budget): boolean {
  if (Array.isArray(value)) {
    budget.nodesLeft -= value.length;
    return budget.nodesLeft >= 0 && value.every((item) => isWithin(item, depth, budget));
  }
  for (const key in value) {
    if (--budget.nodesLeft < 0 || key.length > budget.stringLength) return false;
    if (!isWithin((value as Record<string, unknown>)[key], depth, budget)) return false;
  }
  return true;
}

function copy(value: unknown, depth: number, budget: Budget): Json | undefined {
  switch (typeof value) {
    case 'string':
      return truncate(value, budget.stringLength);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value;
    case 'bigint':
      return truncate(value.toString(), budget.stringLength);
    case 'object':
      if (value === null) return null;
      if (depth <= 0) return ELLIPSIS;
      return Array.isArray(value) ? copyArray(value, depth - 1, budget) : copyObject(value, depth - 1, budget);
    default:
      return undefined;
  }
}

function copyArray(items: readonly unknown[], depth: number, budget: Budget): Json {
  const kept: Json[] = [];
  for (const item of items) {
    if (--budget.nodesLeft < 0) {
      kept.push(ELLIPSIS);
      break;
    }
    kept.push(copy(item, depth, budget) ?? null);
  }
  return kept;
}

function copyObject(value: object, depth: number, budget: Budget): Json {
  const kept: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (--budget.nodesLeft < 0) {
      kept.push([ELLIPSIS, ELLIPSIS]);
      break;
    }
    const json = copy(member, depth, budget);
    if (json !== undefined) kept.push([truncate(key, budget.stringLength), json]);
  }
  // Not assignment: `__proto__` is a legal key.
  return Object.fromEntries(kept);
}
