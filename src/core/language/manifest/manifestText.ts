import { getNodeValue, parseTree, type JSONPath, type Node, type ParseError } from 'jsonc-parser';
import path from 'node:path';
import type { Json } from '../../../shared/probe';
import type { ManifestDocument, TextRange } from '../../../shared/languageApi';
import type { Finding } from '../../manifest/finding';
import { isJsonObject, type JsonObject } from '../../manifest/manifestSource';

/** A package.json as it is typed: what can be read of it, and where that stands. */
export class ManifestText {
  /** Absolute path of the module's folder. */
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  /** What can be read of it; empty when that is no object. */
  readonly json: JsonObject;
  /** Whether it is JSON as it stands. */
  readonly isWhole: boolean;
  private readonly root: Node | undefined;

  constructor({ file, text }: ManifestDocument) {
    this.file = file;
    this.text = text;
    this.folder = path.dirname(file);
    const { root, value, isWhole } = parse(text);
    this.root = root;
    this.json = isJsonObject(value) ? value : {};
    this.isWhole = isWhole;
  }

  /** Where the value at that path stands. */
  valueRange(at: JSONPath): TextRange | undefined {
    const node = this.find(at);
    return node && rangeOf(node);
  }

  /** Where the name of the property at that path stands, quotes included. */
  keyRange(at: JSONPath): TextRange | undefined {
    const property = this.find(at)?.parent;
    const key = property?.type === 'property' ? property.children?.[0] : undefined;
    return key && rangeOf(key);
  }

  /** What to underline: of what is absent, the name of what should have it; of what is large, its bracket. */
  rangeOf({ path: at, part = 'key' }: Pick<Finding, 'path' | 'part'>): TextRange {
    const node = this.find(at);
    if (!node) return at.length === 0 ? { from: 0, to: 0 } : this.rangeOf({ path: at.slice(0, -1) });
    return (part === 'key' ? this.keyRange(at) : undefined) ?? visiblePart(node);
  }

  private find(at: JSONPath): Node | undefined {
    return at.reduce<Node | undefined>(childOf, this.root);
  }
}

function parse(text: string): {
  readonly root: Node | undefined;
  readonly value: Json | undefined;
  readonly isWhole: boolean;
} {
  try {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors);
    return { root, value: root && (getNodeValue(root) as Json), isWhole: errors.length === 0 };
  } catch (error) {
    if (error instanceof RangeError) return { root: undefined, value: undefined, isWhole: false }; // nested too deeply
    throw error;
  }
}

/** Of a property that stands there twice, the last one counts. */
function childOf(node: Node | undefined, key: string | number): Node | undefined {
  if (node?.type === 'array') return typeof key === 'number' ? node.children?.[key] : undefined;
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];
}

function rangeOf({ offset, length }: Node): TextRange {
  return { from: offset, to: offset + length };
}

function visiblePart(node: Node): TextRange {
  const { from, to } = rangeOf(node);
  return node.children && node.children.length > 0 ? { from, to: from + 1 } : { from, to };
}
