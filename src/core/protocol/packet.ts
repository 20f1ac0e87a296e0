import type { Json } from '../../shared/probe';

/** One IPC message of a module, decoded. Fields that the sender left out, or sent with a wrong type, are undefined. */
export type Packet =
  | OptionsPacket
  | ProbesPacket
  | ActionPacket
  | ReplyPacket
  | ScopedPacket
  | IssuePacket
  | EventPacket
  | DependenciesPacket
  | TransactionPacket
  | ProfilingPacket
  | ReadyPacket
  | NodeVersionPacket
  | UnknownPacket;

/** `axm:option:configuration`: options of the module, to be merged key by key over those sent before. */
export interface OptionsPacket {
  readonly kind: 'options';
  readonly options: Readonly<Record<string, Json>>;
}

/** `axm:monitor`: probes as they stand now, to be merged by name over those sent before. */
export interface ProbesPacket {
  readonly kind: 'probes';
  readonly probes: readonly ProbeReading[];
}

/** One probe in a {@link ProbesPacket}. */
export interface ProbeReading {
  readonly name: string;
  /** Undefined when the probe's function returned undefined. */
  readonly value?: Json | undefined;
  readonly unit?: string | undefined;
  /** pmx sends the kind or the name, `@pm2/io` the metric's id. */
  readonly type?: string | undefined;
  readonly aggregation?: string | undefined;
  readonly historic?: boolean | undefined;
  readonly alert?: Json | undefined;
}

/** `axm:action`: the module declares an action. */
export interface ActionPacket {
  readonly kind: 'action';
  readonly name: string;
  /** As sent: `custom`, `scoped`, `internal`, or nothing by pmx and tx2. */
  readonly declaredType?: string | undefined;
  /** Number of the handler's parameters. */
  readonly arity?: number | undefined;
  readonly comment?: string | undefined;
}

/** `axm:reply`: the answer to a call of that name; nothing says to which. */
export interface ReplyPacket {
  readonly kind: 'reply';
  readonly name: string;
  /** Undefined when the handler replied without a value. */
  readonly value?: Json | undefined;
}

/** `axm:scoped_action:stream`, `:error` and `:end`: output of one scoped run, its error, its end. */
export interface ScopedPacket {
  readonly kind: 'scopedStream' | 'scopedError' | 'scopedEnd';
  readonly uuid: string;
  readonly name?: string | undefined;
  readonly value?: Json | undefined;
}

/** `process:exception`: an error that was reported or not caught. */
export interface IssuePacket {
  readonly kind: 'issue';
  /** Usually text; whatever was given to pmx's `notify`. */
  readonly message?: Json | undefined;
  readonly stack?: string | undefined;
  readonly name?: string | undefined;
  /** Source lines around the first frame of the module's own, as `@pm2/io` reads them. */
  readonly context?: string | undefined;
  /** `file:line` of that frame. */
  readonly callsite?: string | undefined;
  /** pmx's parsed stack. */
  readonly frames: readonly { readonly file: string; readonly line: number }[];
  readonly metadata?: Json | undefined;
  /** Everything as sent: an error's own properties are among it. */
  readonly data: Json;
}

/** `human:event`: something that the module emitted. */
export interface EventPacket {
  readonly kind: 'event';
  /** Undefined for arrays, whose name is lost on the wire. */
  readonly name?: string | undefined;
  /** The data without its `__name`. */
  readonly payload: Json;
}

/** `application:dependencies`: name → version or range. */
export interface DependenciesPacket {
  readonly kind: 'dependencies';
  readonly versions: ReadonlyMap<string, string>;
}

/** `http:transaction`: an HTTP request that was slow or failed. */
export interface TransactionPacket {
  readonly kind: 'transaction';
  readonly url: string;
  readonly method?: string | undefined;
  readonly timeMs?: number | undefined;
  readonly code?: number | undefined;
  readonly ip?: string | undefined;
  readonly size?: number | undefined;
}

/** `profilings`: a finished profile or heap snapshot; may be many megabytes. */
export interface ProfilingPacket {
  readonly kind: 'profiling';
  /** `cpuprofile`, `heapprofile` or `heapdump`. */
  readonly type: string;
  /** JSON text of the profile. */
  readonly data: string;
  readonly uuid?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly initiated?: string | undefined;
}

/** The bare string `ready`, which `wait_ready` waits for. */
export interface ReadyPacket {
  readonly kind: 'ready';
}

/** `{node_version}`: sent by a container. */
export interface NodeVersionPacket {
  readonly kind: 'nodeVersion';
  readonly version: string;
}

/** Whatever else: PM2 passes it on to its bus, and so it is legal. */
export interface UnknownPacket {
  readonly kind: 'unknown';
  /** Cut to a bounded length. */
  readonly type?: string | undefined;
  /** Why it is none of the others; for the log. */
  readonly reason: string;
}
