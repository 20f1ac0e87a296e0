import assert from 'node:assert/strict';
import { recordingRow } from '../../../../src/vscode/views/recordingRow';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime } from '../../../support/someModule';

describe('recordingRow', () => {
  it('says what it is a recording of, without anything that runs a module', () => {
    const recording = { file: '/home/me/a.jsonl', at: someTime, messages: 1_412 };
    const row = recordingRow(someModule({ kind: 'recording', recording }), 'a (recording)', englishWording);
    assert.match(row?.description ?? '', /^1,412 messages of /);
    assert.equal(row?.context, ' recording ');
  });

  it('is for recordings alone', () => {
    assert.equal(recordingRow(someModule(), 'a', englishWording), undefined);
  });
});
