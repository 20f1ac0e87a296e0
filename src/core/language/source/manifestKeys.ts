import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import { isRecord } from '../../../base/records';
import { dependsOn, isModulePackage } from '../../manifest/isModulePackage';
import type { Span } from './program';

/** An option as package.json declares it. */
export interface ManifestKey {
  readonly name: string;
  /** The name without its quotes. */
  readonly span: Span;
  readonly value: unknown;
}

/** What of a package.json matters here. */
export interface ManifestFacts {
  readonly isModule: boolean;
  readonly name: string;
  readonly usesPmx: boolean;
  readonly keys: readonly ManifestKey[];
  /** `config`, when it is an object. */
  readonly config: Span | undefined;
}

/** Reads as much as there is: a package.json that is half typed still has its keys. */
export function readManifestKeys(text: string): ManifestFacts {
  const tree = parseTree(text);
  const config = tree && findNodeAtLocation(tree, ['config']);
  const name: unknown = tree && findNodeAtLocation(tree, ['name'])?.value;
  const json = tree && plainOf(tree);
  const isObject = config?.type === 'object';
  return {
    isModule: isModulePackage(json),
    usesPmx: isRecord(json) && dependsOn(json, 'pmx'),
    name: typeof name === 'string' ? name : '',
    keys: isObject ? (config.children ?? []).flatMap(keyOf) : [],
    config: isObject ? { start: config.offset, end: config.offset + config.length } : undefined,
  };
}

function keyOf({ children }: Node): ManifestKey[] {
  const [key, value] = children ?? [];
  if (key?.type !== 'string' || typeof key.value !== 'string') return [];
  const span = { start: key.offset + 1, end: key.offset + key.length - 1 };
  return [{ name: key.value, span, value: value && plainOf(value) }];
}

/** A JSON value of the tree that was parsed. */
function plainOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainOf);
  if (node.type !== 'object') return node.value as unknown;
  const entries = (node.children ?? []).flatMap(({ children }): [string, unknown][] => {
    const [key, value] = children ?? [];
    return key && value ? [[String(key.value), plainOf(value)]] : [];
  });
  return Object.fromEntries(entries);
}
