import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeRecording, type RecordingInput } from './recording.js';
import { recordingKeys } from './recording-keys.js';
import { RecordingReader } from './recording-reader.js';

const from = (...texts: string[]) => fc.constantFrom(...texts);

const inputs: fc.Arbitrary<RecordingInput> = fc.record(
  {
    title: from('Hello', 'Hello (Live)', 'Adele - Hello', '晴天', 'Hello (feat. Jay)'),
    artists: fc.oneof(from('', 'Adele', '周杰伦 / Adele'), fc.subarray(['Adele', '周杰伦'])),
    album: from('', '25', 'Live at the Royal Albert Hall', '演唱会 Live'),
    durationMs: fc.constantFrom(0, -1, Number.NaN, 200_000, 215_000),
    isrc: from('', 'GBBKS1500214', 'gb-bks-15-00214', 'no ISRC'),
    platform: from('', 'QQ', 'netease '),
    remoteId: from('', ' 17 ', '18'),
    otherTitles: fc.subarray(['Bonjour', 'Sunny Day']),
  },
  { requiredKeys: ['title'] },
);

describe('A reader of recordings', () => {
  test('says of each recording what reading it alone says, whatever it has read before', () => {
    fc.assert(
      fc.property(fc.array(inputs, { minLength: 1, maxLength: 30 }), (all) => {
        const reader = new RecordingReader();
        for (const input of all) {
          const recording = describeRecording(input);
          expect(reader.read(input)).toEqual({ recording, keys: recordingKeys(recording) });
        }
      }),
    );
  });
});
