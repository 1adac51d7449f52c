import { describe, expect, it } from '@jest/globals';
import { TestTiming } from '../gate/fixtures/test-timing.js';
import type { Source } from '../sources/source.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { AlbumShelf } from './album-shelf.js';
import type { StagingArea } from './ports.js';
import { TrackFetchers } from './track-fetchers.js';

const song = { title: '晴天', artists: ['周杰伦'], album: undefined, durationMs: undefined, isrc: undefined };
const never = new AbortController().signal;

/** A source of single tracks, one of albums, one that can only be searched. */
const searcher = { searchTracks: async () => [] };
const track = { path: '/shelf/1.flac', title: '晴天', artist: '周杰伦', discNumber: 1, trackNumber: 3, durationMs: 269_000 };
const sources: Source[] = [
  { name: 'tracks', configured: true, searcher, fetcher: { fetchTrack: async () => ({ path: '/track' }) } },
  {
    name: 'albums',
    configured: true,
    albumSearcher: { searchAlbums: async () => [] },
    albumFetcher: { fetchAlbum: async () => [{ ...track, path: '/shelf/2.flac', title: '三年二班' }, track] },
  },
  { name: 'words', configured: true, searcher },
];

function fetchers(area: Partial<StagingArea> = {}): TrackFetchers {
  const folders = { openFetch: async () => '/shelf', discard: async () => undefined, admit: async () => undefined };
  const staging = { ...folders, copy: async (path: string, folder: string) => `${folder} has ${path}`, ...area } as unknown as StagingArea;
  const shelf = new AlbumShelf(staging, { maxBytes: 9, keepMs: 9, kept: 1 }, new TestTiming(), () => undefined);
  return new TrackFetchers(shelf, staging);
}
const called = (name: string): Source => new SourceRegistry(sources).get(name);
const request = { fetchKey: 'k', stagingFolder: '/mine', maxBytes: 7, report: () => undefined };

describe('when a song is to be fetched from a source', () => {
  it('it comes directly from a source of single tracks', async () => {
    const { fetcher, byAlbum } = fetchers().of(called('tracks'), song);
    expect([byAlbum, await fetcher.fetchTrack(request, never)]).toEqual([false, { path: '/track' }]);
  });

  it('it is a copy of its file of the album, once that was looked at', async () => {
    const looked: unknown[] = [];
    const { fetcher, byAlbum } = fetchers({ admit: async (...file) => void looked.push(file) }).of(called('albums'), song);
    expect([byAlbum, await fetcher.fetchTrack(request, never)]).toEqual([true, { path: '/mine has /shelf/1.flac' }]);
    expect(looked).toEqual([['/shelf', '/shelf/1.flac', 7]]);
  });

  it('it is not found on an album without it', async () => {
    const { fetcher } = fetchers().of(called('albums'), { ...song, title: '晴日' });
    await expect(fetcher.fetchTrack(request, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a source without files is refused', () => {
    expect(() => fetchers().of(called('words'), song)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
