import { message, type Message } from '../../../base/message';
import type { Json } from '../../../shared/probe';
import { castOption } from '../../configuration/effectiveConfiguration';
import type { Finding } from '../../manifest/finding';
import { isJsonObject, shown, type JsonObject } from '../../manifest/manifestSource';

/**
 * PM2 copies the defaults of a module that comes from npm into `module_conf.json`, and what is read from there is cast:
 * a default that does not survive this is another value for users than for its author.
 */
export function defaultFindings({ config }: JsonObject): Finding[] {
  if (!isJsonObject(config)) return [];
  return Object.entries(config).flatMap(([key, value]): Finding[] => {
    const text = castNote(value);
    if (!text || isSameNumber(value)) return [];
    const code = value === '' ? 'default-empty' : 'default-cast';
    return [{ code, path: ['config', key], part: 'value', message: text }];
  });
}

/** Says what becomes of a default once PM2 has copied it; undefined when it stays what it is. */
export function castNote(value: Json): Message | undefined {
  if (typeof value !== 'string') return undefined;
  const cast = castOption(value);
  if (cast === value) return undefined;
  const after = cast === undefined || Number.isNaN(cast) ? String(cast) : JSON.stringify(cast);
  return message(
    'Installed from npm, the module gets {0} instead of {1}: PM2 copies defaults into module_conf.json, and pmx and @pm2/io cast what they read from there.',
    after,
    shown(value),
  );
}

/** `"30"` becomes 30, which means the same to most code; `""`, `"0010"` and `"false"` become something else. */
export function isSameNumber(value: Json): boolean {
  const cast = castOption(value);
  return typeof cast === 'number' && String(cast) === value;
}
