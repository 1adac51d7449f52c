import { defaultQualityProfile } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { CandidateChooser } from '../downloads/ports.js';
import { describedTrack } from '../sources/described.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { FindLyrics } from './find-lyrics.js';

const never = new AbortController().signal;
const song = { platform: 'own', remoteId: 'o1', title: 't', artists: ['a'], album: '', durationMs: 0, isrc: '' };

type Answers = Readonly<Record<string, string | Fault | undefined>>;

/** Sources in memory that answer by "<name> <id>"; each of the others matches the song with its ids 1 and 2. */
function finderOf(names: readonly string[], answers: Answers, asked: string[] = []): FindLyrics {
  const sources = names.map((name): Source => {
    const lyrics = async (id: string): Promise<string | undefined> => {
      asked.push(`${name} ${id}`);
      const value = answers[`${name} ${id}`];
      if (value instanceof Fault) throw value;
      return value;
    };
    return { name, configured: name !== 'unset', lyrics: { lyrics }, searcher: { searchTracks: async () => [] } };
  });
  const chooser: CandidateChooser = {
    candidates: async ({ name }) => {
      if (answers[name] instanceof Fault) throw answers[name];
      const audio = { ext: '', bitrate: 0, sampleRate: 0, bitDepth: 0, fileSizeBytes: 0, durationMs: 0 };
      return ['1', '2', '3'].map((remoteId) => ({
        hit: { track: describedTrack({ remoteId, name: 't' }), audio, fetchKey: '', trial: false },
        expectation: { durationMs: 0, toleranceMs: 0, profile: defaultQualityProfile },
      }));
    },
  };
  return new FindLyrics(new SourceRegistry(sources), chooser);
}

describe('when lyrics of a song are looked for', () => {
  it('asks its own source by its id, and nobody else if that has them', async () => {
    const asked: string[] = [];
    const found = await finderOf(['other', 'own'], { 'own o1': ' la\r\nla ' }, asked).find(song, never);
    expect([found, asked]).toEqual([{ text: 'la\nla', source: 'own' }, ['own o1']]);
  });

  it('asks the others about what matches, two recordings each, and takes no page for lyrics', async () => {
    const asked: string[] = [];
    const answers = { 'one 1': '<html>', 'two 2': 'words', 'unset 1': 'never' };
    const found = await finderOf(['own', 'unset', 'one', 'two'], answers, asked).find(song, never);
    expect(found).toEqual({ text: 'words', source: 'two' });
    expect(asked).toEqual(['own o1', 'one 1', 'one 2', 'two 1', 'two 2']);
  });

  it('goes on past a source that fails, and says so only if nobody has any', async () => {
    const down = new Fault('timeout', 'slow');
    expect(await finderOf(['own', 'one', 'two'], { 'own o1': down, one: down, 'two 1': 'words' }).find(song, never)).toMatchObject({
      source: 'two',
    });
    await expect(finderOf(['own', 'one'], { one: down }).find(song, never)).rejects.toMatchObject({ code: 'timeout' });
    expect(await finderOf(['own', 'one'], {}).find(song, never)).toBeUndefined();
  });

  it('refuses a song without a title, and ends with the signal', async () => {
    await expect(finderOf(['own'], {}).find({ ...song, title: ' ' }, never)).rejects.toMatchObject({ code: 'invalid_argument' });
    const aborted = AbortSignal.abort(new Fault('canceled', 'over'));
    const failing = finderOf(['own'], { 'own o1': new Fault('canceled', 'over') });
    await expect(failing.find(song, aborted)).rejects.toMatchObject({ code: 'canceled' });
  });
});
