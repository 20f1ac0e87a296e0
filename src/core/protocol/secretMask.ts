import { hidesValue, MASK } from '../../base/isSecretKey';
import { truncate } from '../../base/truncate';
import type { Json } from '../../shared/probe';

export { hidesValue, MASK };

/** Shorter secrets are masked only where they are the whole value: elsewhere they would hit innocent text. In characters. */
const MIN_EMBEDDED_LENGTH = 4;
/** Values that say nothing, whatever their key is. */
const PLAIN_VALUES = new Set(['', 'true', 'false', 'null', 'undefined']);

/** Hides secrets: the value of every key that reads like one, and known secret values wherever they occur. */
export class SecretMask {
  private readonly whole: ReadonlySet<string>;
  private readonly embedded: RegExp | undefined;
  /** Length of the longest text that is looked for, in characters. */
  private readonly longest: number;

  /** `secretValues`: the effective values of secret keys of the configuration. */
  constructor(secretValues: Iterable<string> = []) {
    this.whole = new Set([...secretValues].filter((value) => !PLAIN_VALUES.has(value)));
    const forms = [...this.whole].filter((value) => value.length >= MIN_EMBEDDED_LENGTH).flatMap(spellings);
    // The longest first: one secret may begin with another.
    forms.sort((a, b) => b.length - a.length);
    this.longest = forms[0]?.length ?? 0;
    this.embedded = forms.length > 0 ? new RegExp(forms.map(escapeRegExp).join('|'), 'g') : undefined;
  }

  /** Hides known secret values in a text. */
  maskText(text: string): string {
    if (this.whole.has(text)) return MASK;
    return this.embedded ? text.replace(this.embedded, MASK) : text;
  }

  /**
   * Hides known secret values in the beginning of a text: at least its first `length` characters where it has as many,
   * less what secrets in it are longer than their mask. Looks at no more of the text than that.
   */
  maskStart(text: string, length: number): string {
    const looked = length + this.longest;
    if (text.length <= looked) return this.maskText(text);
    const masked = this.maskText(text.slice(0, looked));
    // So much at the end may be the beginning of a secret that was cut in two.
    return truncate(masked, Math.max(0, masked.length - this.longest));
  }

  /** A copy without secrets. Booleans, null and empty strings stay also under secret keys: they tell whether one is set. */
  mask(value: Json): Json {
    if (typeof value === 'string') return this.maskText(value);
    if (typeof value === 'number') return this.maskNumber(value);
    if (typeof value !== 'object' || value === null) return value;
    if (isArray(value)) return value.map((item) => this.mask(item));
    return this.maskRecord(value);
  }

  /** As {@link mask}, of an object. */
  maskRecord(record: Readonly<Record<string, Json>>): Record<string, Json> {
    return Object.fromEntries(
      Object.entries(record).map(([key, member]) => [this.maskText(key), this.maskMember(key, member)]),
    );
  }

  /**
   * A copy without known secret values, whatever key they stand under; a value under a secret key stays. For what somebody asked a
   * module for: a token that it has just made is of no use when it is hidden.
   */
  maskValues(value: Json): Json {
    if (this.whole.size === 0) return value;
    if (typeof value === 'string') return this.maskText(value);
    if (typeof value === 'number') return this.maskNumber(value);
    if (typeof value !== 'object' || value === null) return value;
    if (isArray(value)) return value.map((item) => this.maskValues(item));
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.maskText(key), this.maskValues(member)]),
    );
  }

  /** Short numbers stay: a configured `token_ttl` of 5 must not hide every other 5. */
  private maskNumber(value: number): Json {
    const text = String(value);
    if (text.length < MIN_EMBEDDED_LENGTH) return value;
    const masked = this.maskText(text);
    return masked === text ? value : masked;
  }

  private maskMember(key: string, value: Json): Json {
    return hidesValue(key, value) ? MASK : this.mask(value);
  }
}

/** `Array.isArray` does not narrow read-only arrays. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A secret as it is, inside JSON text, and inside an address. */
function spellings(secret: string): string[] {
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeUri(secret)])];
}

function encodeUri(text: string): string {
  // A lone surrogate cannot be encoded.
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, (half) => (half.length === 1 ? '\ufffd' : half)));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
