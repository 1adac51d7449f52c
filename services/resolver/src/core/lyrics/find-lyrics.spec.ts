import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { MemoryManualMatches } from '../../../test/memory/memory-manual-matches.js';
import { MemoryRejectedFiles } from '../../../test/memory/memory-rejected-files.js';
import { CandidateSearch } from '../candidates/candidate-search.js';
import { announcedAudio, describedTrack } from '../sources/described.js';
import type { SearchHit } from '../sources/search.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { FindLyrics } from './find-lyrics.js';

const never = new AbortController().signal;
const song = { platform: 'own', remoteId: 'o1', title: 't', artists: ['a'], album: undefined, durationMs: undefined, isrc: undefined };

type Answers = Readonly<Record<string, string | Fault | undefined>>;

/** Sources in memory that answer by "<name> <id>"; in each, ids 1 to 3 match the song. */
function finderOf(names: readonly string[], answers: Answers, asked: string[] = [], manual = new MemoryManualMatches()): FindLyrics {
  const sources = names.map((name): Source => {
    const lyrics = async (id: string): Promise<string | undefined> => {
      asked.push(`${name} ${id}`);
      const value = answers[`${name} ${id}`];
      if (value instanceof Fault) throw value;
      return value;
    };
    const searchTracks = async (): Promise<SearchHit[]> => {
      if (answers[name] instanceof Fault) throw answers[name];
      const hits = [...['1', '2', '3'].map((id) => hit(id, song.title)), hit('0', 'another song')];
      return hits.reverse();
    };
    return { name, configured: name !== 'unset', lyrics: { lyrics }, searcher: { searchTracks } };
  });
  const search = new CandidateSearch(new MemoryRejectedFiles(), (ms) => AbortSignal.timeout(ms));
  return new FindLyrics(new SourceRegistry(sources), search, manual);
}

/** The larger the id, the smaller the file. */
function hit(remoteId: string, name: string): SearchHit {
  const track = describedTrack({ remoteId, name, artists: [{ remoteId: undefined, name: 'a' }] });
  return { track, audio: announcedAudio({ ext: 'mp3', fileSizeBytes: 10 - Number(remoteId) }), fetchKey: remoteId, trial: false };
}

describe('when the lyrics of a song are looked up', () => {
  it('asks its own source by its id, and no other if that has them', async () => {
    const asked: string[] = [];
    const found = await finderOf(['other', 'own'], { 'own o1': ' la\r\nla ' }, asked).find(song, never);
    expect([found, asked]).toEqual([{ text: 'la\nla', source: 'own' }, ['own o1']]);
  });

  it('asks the others for two matching recordings each, and does not treat an HTML page as lyrics', async () => {
    const asked: string[] = [];
    const answers = { 'one 1': '<html>', 'two 2': 'words', 'unset 1': 'never' };
    const found = await finderOf(['own', 'unset', 'one', 'two'], answers, asked).find(song, never);
    expect(found).toEqual({ text: 'words', source: 'two' });
    expect(asked).toEqual(['own o1', 'one 1', 'one 2', 'two 1', 'two 2']);
  });

  it('asks for the recording that a person chose, if there is one', async () => {
    const asked: string[] = [];
    const manual = new MemoryManualMatches();
    await manual.set({ platform: 'own', remoteId: 'o1', source: 'one', sourceRemoteId: '9', note: '', createdAt: 0 });
    const found = await finderOf(['own', 'one'], { 'one 9': 'words' }, asked, manual).find(song, never);
    expect([found?.text, asked]).toEqual(['words', ['own o1', 'one 9']]);
  });

  it('skips a source that fails, and throws its fault only if no source has any', async () => {
    const down = new Fault('timeout', 'slow');
    expect(await finderOf(['own', 'one', 'two'], { 'own o1': down, one: down, 'two 1': 'words' }).find(song, never)).toMatchObject({
      source: 'two',
    });
    await expect(finderOf(['own', 'one'], { one: down }).find(song, never)).rejects.toMatchObject({ code: 'timeout' });
    expect(await finderOf(['own', 'one'], {}).find(song, never)).toBeUndefined();
  });

  it('refuses a song without a title, and ends when aborted', async () => {
    await expect(finderOf(['own'], {}).find({ ...song, title: ' ' }, never)).rejects.toMatchObject({ code: 'invalid_argument' });
    const aborted = AbortSignal.abort(new Fault('canceled', 'over'));
    const failing = finderOf(['own'], { 'own o1': new Fault('canceled', 'over') });
    await expect(failing.find(song, aborted)).rejects.toMatchObject({ code: 'canceled' });
  });
});
