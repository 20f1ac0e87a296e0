import type { ModuleOptions } from '../../shared/module';
import type { Json, ProbeSnapshot } from '../../shared/probe';

/**
 * What else a name in `status_check` may mean, in lower case: modules name there what dashboards watch, and not what the
 * libraries call it.
 */
const SYNONYMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['event loop', ['event loop latency', 'event loop latency p95', 'loop delay']],
  ['loop delay', ['event loop latency']],
  ['latency', ['http mean latency', 'http p95 latency', 'pmx:http:latency']],
  ['query/s', ['query', 'queries', 'queries/s', 'qps']],
  ['req/s', ['http', 'requests', 'requests/s']],
]);

/**
 * The probes with those first that the module calls the main ones (`widget.block.main_probes`), then those by which it wants
 * to be judged (`status_check`), each in the order that the module gives; then all others as they came.
 */
export function orderProbes(probes: readonly ProbeSnapshot[], options: ModuleOptions = {}): readonly ProbeSnapshot[] {
  const wanted = [...mainProbes(options), ...texts(options.status_check)];
  if (wanted.length === 0) return probes;
  const ranks = new Map<string, number>();
  wanted.flatMap(meanings).forEach((name, rank) => ranks.set(name, ranks.get(name) ?? rank));
  const rankOf = ({ name }: ProbeSnapshot): number => ranks.get(name.toLowerCase()) ?? ranks.size;
  const ranked = probes.map((probe) => ({ probe, rank: rankOf(probe) }));
  return ranked.sort((one, other) => one.rank - other.rank).map(({ probe }) => probe);
}

/** The names of the probes that a module wants to have shown big; `window` is what pmx's first pages called `widget`. */
export function mainProbes({ widget, window }: ModuleOptions): readonly string[] {
  const blocks = [widget, window].map((tile) => member(tile, 'block'));
  return blocks.flatMap((block) => texts(member(block, 'main_probes')));
}

function meanings(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return [lower, ...(SYNONYMS.get(lower) ?? [])];
}

/** A field of an option that should be an object. */
export function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}

/** The texts in an option that should be a list of texts. */
export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
