import { message, type Message } from '../../base/message';

/** What people call the libraries' own actions. */
const names: ReadonlyMap<string, Message> = new Map([
  ['km:heapdump', message('Heap snapshot')],
  ['km:cpu:profiling:start', message('Start CPU profile')],
  ['km:cpu:profiling:stop', message('Stop CPU profile')],
  ['km:heap:sampling:start', message('Start heap profile')],
  ['km:heap:sampling:stop', message('Stop heap profile')],
]);

/** Undefined for actions that go by their own name. */
export function profilingName(action: string): Message | undefined {
  return names.get(action);
}
