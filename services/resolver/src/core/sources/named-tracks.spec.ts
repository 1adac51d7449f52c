import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { describedTrack } from './described.js';
import { namedTracks } from './named-tracks.js';
import type { RecordingFacts } from './recording-facts.js';
import type { Source } from './source.js';

const never = new AbortController().signal;
const facts: RecordingFacts = {
  title: '晴天',
  otherTitles: ['Sunny Day'],
  artists: [{ name: '周杰伦', otherNames: [] }],
  isrcs: ['TWK970300801'],
  durationMs: 269_000,
};
const tracks = ['a', 'b', 'c'].map((remoteId) => describedTrack({ remoteId, name: remoteId === 'c' ? 'Known' : remoteId }));

function expertOf(answers: Readonly<Record<string, RecordingFacts | Fault | undefined>>, asked: (string | undefined)[] = []): Source {
  return {
    name: 'musicbrainz',
    configured: true,
    identifier: {
      identifyRecording: async ({ platform, remoteId = '' }) => {
        asked.push(`${platform} ${remoteId}`);
        const answer = answers[remoteId];
        if (answer instanceof Fault) throw answer;
        return answer;
      },
    },
  };
}

describe('when tracks of a playlist are called by their ids', () => {
  const page = { items: tracks, next: 'x', notices: ['2 entries have no name'] };

  it('gives them the names that the expert knows, in their places', async () => {
    const asked: string[] = [];
    const { items, next, notices } = await namedTracks('listenbrainz', page, expertOf({ b: facts }, asked), never);
    expect(items.map(({ remoteId, name, isrc, otherNames }) => [remoteId, name, isrc, otherNames])).toEqual([
      ['a', 'a', undefined, undefined],
      ['b', '晴天', 'TWK970300801', ['Sunny Day']],
      ['c', 'Known', undefined, undefined],
    ]);
    expect([next, notices, asked]).toEqual(['x', page.notices, ['listenbrainz a', 'listenbrainz b']]);
  });

  it('keeps the list whole and says so if the expert does not answer', async () => {
    const { items, notices } = await namedTracks('listenbrainz', page, expertOf({ a: new Fault('unavailable', 'is down') }), never);
    expect(items).toEqual(tracks);
    expect(notices).toEqual([...page.notices, 'musicbrainz gave no names for entries without one: is down']);
  });

  it('asks for a few per page only, and for none where all have names', async () => {
    const asked: string[] = [];
    const many = Array.from({ length: 50 }, (_, at) => describedTrack({ remoteId: String(at), name: String(at) }));
    await namedTracks('listenbrainz', { items: many, next: undefined }, expertOf({}, asked), never);
    expect(asked).toHaveLength(10);
    const named = { items: tracks.slice(2), next: undefined };
    expect(await namedTracks('listenbrainz', named, expertOf({}), never)).toBe(named);
  });
});
