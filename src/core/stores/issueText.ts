import { cleanLine } from '../../base/cleanLine';
import { isRecord } from '../../base/records';
import type { IssueOrigin } from '../../shared/issue';
import type { Json } from '../../shared/probe';
import type { IssuePacket } from '../protocol/packet';
import type { SecretMask } from '../protocol/secretMask';
import { previewJson } from './previewJson';

/** In characters. */
const MAX_MESSAGE_LENGTH = 1_000;
/** What pmx says of a rejection or exception without a value. */
const NOTHING_CAUGHT = /^No error but \w+ was caught!$/;
/** Of `{stack, message, …}`: what has a place of its own. */
const STANDARD_FIELDS = new Set(['message', 'stack', 'name', 'context', 'callsite', 'stackframes', 'metadata']);

/** What the module said went wrong, whatever it was told as: text without colours and control characters. */
export function issueMessage({ message, stack, data }: IssuePacket, mask: SecretMask): string {
  if (typeof message === 'string') return cleanText(message, MAX_MESSAGE_LENGTH, mask);
  if (message !== undefined && message !== null) return previewJson(message, mask, MAX_MESSAGE_LENGTH);
  if (stack !== undefined) return cleanText(stack.split('\n', 1).join(), MAX_MESSAGE_LENGTH, mask);
  return typeof data === 'string' ? cleanText(data, MAX_MESSAGE_LENGTH, mask) : '';
}

/** At most `length` characters of a text for people, line by line, without secrets. */
export function cleanText(text: string, length: number, mask: SecretMask): string {
  return mask.maskStart(text, length).split('\n').map(cleanLine).join('\n');
}

/**
 * Under PM2 the preloaded library hooks what nobody catches before any library of the module can, and tells of it without
 * metadata but with the error's name. Whatever looks different was reported by code.
 */
export function issueOrigin({ name, metadata, message }: IssuePacket): IssueOrigin {
  if (typeof message === 'string' && NOTHING_CAUGHT.test(message)) return 'uncaught';
  return name !== undefined && metadata === undefined ? 'uncaught' : 'notified';
}

/** The metadata that was given, and an error's own properties: its `code`, the request that pmx was handling. */
export function issueMetadata({ metadata, data }: IssuePacket): Json | undefined {
  const own = isRecord(data) ? Object.entries(data).filter(([key]) => !STANDARD_FIELDS.has(key)) : [];
  if (own.length === 0) return isEmpty(metadata) ? undefined : metadata;
  const given = isRecord(metadata) ? Object.entries(metadata) : metadata == null ? [] : [['metadata', metadata]];
  return Object.fromEntries([...own, ...given]) as Json;
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || (isRecord(value) && Object.keys(value).length === 0);
}
