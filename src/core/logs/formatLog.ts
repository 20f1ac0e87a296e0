import { timeOfDay } from '../../base/timeOfDay';
import type { StartReason } from '../../shared/module';

export interface LogLine {
  /** Milliseconds since the epoch at which it was read. */
  readonly at: number;
  readonly stream: 'out' | 'error';
  readonly text: string;
  /** The process that wrote it, where a module has several. */
  readonly app?: string;
  /** The manifest's `log_date_format`; absent: the time of day. */
  readonly dateFormat?: string;
  /** The manifest's `log_type` is `json`: PM2 then writes an object a line. */
  readonly json?: { readonly processId: number; readonly appName: string };
}

export interface LifeStart {
  readonly at: number;
  readonly generation: number;
  readonly reason: StartReason;
  /** From the reason to the loading of the start file. */
  readonly tookMs?: number;
  readonly app?: string;
}

/** How many saved files a separator names. */
const NAMED_FILES = 3;
const RULE = '─'.repeat(12);

/** One line of a module's log channel. */
export function formatLine(line: LogLine): string {
  const { at, stream, text, app, dateFormat } = line;
  if (line.json) return formatObject(line, line.json);
  const time = dateFormat === undefined ? timeOfDay(at) : formatDate(at, dateFormat);
  const mark = stream === 'error' ? 'err│' : '│';
  return `${time} ${mark} ${app === undefined ? '' : `${app} │ `}${text}`;
}

function formatObject({ at, stream, text, dateFormat }: LogLine, json: NonNullable<LogLine['json']>): string {
  return JSON.stringify({
    message: text,
    timestamp: dateFormat === undefined ? new Date(at).toISOString() : formatDate(at, dateFormat),
    type: stream === 'error' ? 'err' : 'out',
    process_id: json.processId,
    app_name: json.appName,
  });
}

/** The line between two lives. */
export function formatSeparator({ at, generation, reason, tookMs, app }: LifeStart): string {
  const parts = [
    `${timeOfDay(at).slice(0, 8)} ${app === undefined ? '' : `${app} `}generation ${generation}`,
    describe(reason),
    ...(tookMs === undefined ? [] : [`up in ${tookMs} ms`]),
  ];
  return `${RULE} ${parts.join(' · ')} ${RULE}`;
}

function describe(reason: StartReason): string {
  switch (reason.kind) {
    case 'install':
      return 'installed';
    case 'start':
      return 'started';
    case 'restart':
      return 'restarted';
    case 'crash':
      return 'after a crash';
    case 'memory':
      return 'more memory than max_memory_restart';
    case 'configuration':
      return 'configuration changed';
    case 'saved': {
      const named = reason.paths.slice(0, NAMED_FILES).join(', ');
      const rest = reason.paths.length - NAMED_FILES;
      return `saved ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
    }
  }
}

/** The tokens of Day.js that `log_date_format` is written with in practice; all else stays as it is. */
function formatDate(at: number, format: string): string {
  const date = new Date(at);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  const tokens: Readonly<Record<string, string>> = {
    YYYY: pad(date.getFullYear(), 4),
    YY: pad(date.getFullYear() % 100),
    MM: pad(date.getMonth() + 1),
    DD: pad(date.getDate()),
    HH: pad(date.getHours()),
    hh: pad(date.getHours() % 12 || 12),
    A: date.getHours() < 12 ? 'AM' : 'PM',
    mm: pad(date.getMinutes()),
    ss: pad(date.getSeconds()),
    SSS: pad(date.getMilliseconds(), 3),
    Z: offset(date),
    ZZ: offset(date).replace(':', ''),
  };
  return format.replace(
    /\[([^\]]*)\]|YYYY|YY|MM|DD|HH|hh|mm|SSS|ss|ZZ|Z|A/g,
    (token, quoted?: string) => quoted ?? tokens[token] ?? token,
  );
}

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const pad = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
