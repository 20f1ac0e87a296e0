import { ELLIPSIS } from '../../base/truncate';
import { hidesValue, MASK, type SecretMask } from '../protocol/secretMask';

/**
 * The beginning of a value's compact JSON, without secrets: at most `maxLength` characters, then `…` and the brackets that
 * were open. Costs no more than what it returns, however large the value is.
 */
export function previewJson(value: unknown, mask: SecretMask, maxLength: number): string {
  const preview = new Preview(mask, maxLength);
  preview.addValue(value);
  return preview.text;
}

/** Every `add…` returns whether there is room for more. */
class Preview {
  text = '';

  constructor(
    private readonly mask: SecretMask,
    private readonly maxLength: number,
  ) {}

  /** Closing brackets may go beyond the limit. */
  private get left(): number {
    return Math.max(0, this.maxLength - this.text.length);
  }

  addValue(value: unknown): boolean {
    if (typeof value === 'string') return this.add(this.quote(value));
    if (typeof value === 'number') return this.add(JSON.stringify(this.mask.mask(value)));
    if (Array.isArray(value)) return this.addArray(value);
    if (typeof value === 'object' && value !== null) return this.addObject(value);
    return this.add(String(value));
  }

  private addArray(items: readonly unknown[]): boolean {
    if (!this.add('[')) return false;
    const fits = items.every((item, index) => (index === 0 || this.add(',')) && this.addValue(item));
    return this.close(']', fits);
  }

  private addObject(value: object): boolean {
    if (!this.add('{')) return false;
    let fits = true;
    let separator = '';
    for (const key in value) {
      fits =
        this.add(`${separator}${this.quote(key)}:`) && this.addMember(key, (value as Record<string, unknown>)[key]);
      if (!fits) break;
      separator = ',';
    }
    return this.close('}', fits);
  }

  private addMember(key: string, value: unknown): boolean {
    return hidesValue(key, value) ? this.add(JSON.stringify(MASK)) : this.addValue(value);
  }

  private quote(text: string): string {
    return JSON.stringify(this.mask.maskStart(text, this.left));
  }

  private add(part: string): boolean {
    if (part.length <= this.left) {
      this.text += part;
      return true;
    }
    this.text += `${part.slice(0, this.left)}${ELLIPSIS}`;
    return false;
  }

  /** What was opened is closed, room or not. */
  private close(bracket: string, fits: boolean): boolean {
    this.text += bracket;
    return fits;
  }
}
