import * as v from 'valibot';

/** A field that is dropped, not the packet, when it is absent or of a wrong type. */
const text = v.fallback(v.optional(v.string()), undefined);
const number = v.fallback(v.optional(v.number()), undefined);
const anything = v.optional(v.unknown());

/** `axm:action`. */
export const action = v.object({
  action_name: v.string(),
  action_type: text,
  arity: number,
  opts: v.fallback(v.optional(v.object({ comment: text })), undefined),
});

/** `axm:reply`. */
export const reply = v.object({ action_name: v.string(), return: anything });

/** `axm:scoped_action:stream`, `:error`, `:end`. */
export const scoped = v.object({ uuid: v.string(), action_name: text, data: anything });

const frame = v.pipe(
  v.object({ file_name: v.string(), line_number: v.number() }),
  v.transform(({ file_name: file, line_number: line }) => ({ file, line })),
);

/** `process:exception`. */
export const issue = v.object({
  message: anything,
  stack: text,
  name: text,
  context: text,
  callsite: text,
  stackframes: v.fallback(v.optional(v.array(frame), []), []),
  metadata: anything,
});

/** A value of `application:dependencies`. */
export const dependency = v.object({ version: v.string() });

/** `http:transaction`. */
export const transaction = v.object({
  url: v.string(),
  method: text,
  time: number,
  code: number,
  ip: text,
  size: number,
});

/** `profilings`. */
export const profiling = v.object({
  type: v.string(),
  data: v.string(),
  uuid: text,
  duration: number,
  initiated: text,
});
