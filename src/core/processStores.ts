import type { ActionCalls } from './stores/actionCalls';
import type { SecretMask } from './protocol/secretMask';
import { ActionStore } from './stores/actionStore';
import { OptionsStore } from './stores/optionsStore';
import { ProbeStore } from './stores/probeStore';

/** What one process has said in its present life. */
export interface ProcessStores {
  readonly options: OptionsStore;
  readonly probes: ProbeStore;
  readonly actions: ActionStore;
  readonly calls: ActionCalls;
}

/** Empty stores for a process. `changed`: who is told of which. */
export function createStores(
  calls: ActionCalls,
  mask: () => SecretMask,
  changed: Readonly<Record<'options' | 'probes' | 'actions', () => void>>,
): ProcessStores {
  const stores = { options: new OptionsStore(), probes: new ProbeStore(mask), actions: new ActionStore(), calls };
  stores.options.onDidChange(changed.options);
  stores.probes.onDidChange(changed.probes);
  stores.actions.onDidChange(changed.actions);
  calls.onDidChange(changed.actions);
  return stores;
}

/** A life is over: rows that vanish at each restart, and come back a second later, would make the views flicker. */
export function expire({ options, probes, actions }: ProcessStores): void {
  for (const store of [options, probes, actions]) store.expire();
}

/** The next life has had time to say again what it has to say. */
export function dropExpired({ options, probes, actions }: ProcessStores): void {
  for (const store of [options, probes, actions]) store.dropExpired();
}

/** The process is gone for good, and with it whoever could reply. */
export function endCalls({ actions, calls }: ProcessStores): void {
  actions.dropExpired();
  calls.processGone();
}
