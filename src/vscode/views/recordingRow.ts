import { message } from '../../base/message';
import type { ModuleSnapshot } from '../../shared/module';
import type { Wording } from '../wording';
import { rowContext, type Row } from './row';

/** The row of a recording in the Modules view; undefined when the module is none. */
export function recordingRow(module: ModuleSnapshot, name: string, { say, format }: Wording): Row | undefined {
  const { recording } = module;
  if (!recording) return undefined;
  const when = new Date(recording.at).toLocaleString();
  const description = say(message('{0} messages of {1}', format.number(recording.messages), when));
  return {
    id: module.id,
    label: name,
    description,
    icon: { id: 'record' },
    tooltip: [
      ['', name],
      ['', description],
      ['', say(message('It is only looked at: nothing of it runs.'))],
      [say(message('File')), recording.file],
      ...(module.version === undefined ? [] : [[say(message('Version')), module.version] as const]),
    ],
    context: rowContext('recording'),
    spoken: `${name}, ${description}`,
    target: { module: module.id },
    children: [],
  };
}
