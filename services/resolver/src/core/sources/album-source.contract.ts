import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pickTrack } from './albums.js';
import { never, requestFor, type SourceContract, type SourceUnderTest } from './source-under-test.contract.js';

/** The contract of sources that deliver whole albums: they do not search for tracks (behaviour 200). */
export function describeAlbums({ can, faults }: SourceContract, underTest: () => SourceUnderTest): void {
  const request = (album: string, limit = 5) => ({ artist: underTest().song.artist, album, limit });
  const search = (signal = never) => underTest().source.albumSearcher!.searchAlbums(request(underTest().song.album), signal);
  let staging: string;
  beforeEach(async () => {
    staging = await mkdtemp(join(tmpdir(), 'album-'));
  });
  afterEach(() => rm(staging, { recursive: true, force: true }));
  const fetchAlbum = (fetchKey: string, signal = never, maxBytes = 10_000_000) =>
    underTest().source.albumFetcher!.fetchAlbum({ fetchKey, stagingFolder: staging, maxBytes, report: () => undefined }, signal);
  const within = (fault: string) => (fault === 'hang' ? AbortSignal.timeout(200) : never);

  it('declares neither a search for tracks nor a fetch of single tracks', () => {
    expect(can).not.toContain('search');
    expect(underTest().source.fetcher).toBeUndefined();
  });

  it('finds an album it has, and nothing for one it does not have', async () => {
    const { song, source } = underTest();
    expect(await search()).toMatchObject([{ name: song.album, artist: song.artist }]);
    expect(await source.albumSearcher!.searchAlbums(request('qxzvw jjkkyy'), never)).toEqual([]);
  });

  it.each(Object.entries(faults))('ends an album search with the matching fault on %s: %s', async (fault, code) => {
    await underTest().fail(fault, 'search');
    await expect(search(within(fault))).rejects.toMatchObject({ code });
  });

  it.each(Object.entries(faults))('ends the fetch of an album with the matching fault on %s: %s', async (fault, code) => {
    const [album] = await search();
    await underTest().fail(fault, 'fetch');
    await expect(fetchAlbum(album!.fetchKey, within(fault))).rejects.toMatchObject({ code });
    expect(await readdir(staging)).toEqual([]);
  });

  it('fetches the files of an album into the staging folder, and only the wanted song is picked from them', async () => {
    const { song, oddSong } = underTest();
    const [album] = await search();
    const files = await fetchAlbum(album!.fetchKey);
    expect(files.map(({ path }) => path).every((path) => path.startsWith(`${staging}/`))).toBe(true);
    expect(await readdir(staging)).toHaveLength(files.length);
    for (const wanted of [song, oddSong]) {
      const target = requestFor(wanted).target;
      const picked = pickTrack(files, target);
      expect((await readFile(picked!.path)).equals(wanted.bytes)).toBe(true);
    }
    expect(pickTrack(files, requestFor({ ...song, title: 'Another Song' }).target)).toBeUndefined();
  });

  it('refuses an album larger than allowed', async () => {
    const [album] = await search();
    await expect(fetchAlbum(album!.fetchKey, never, 1000)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(await readdir(staging)).toEqual([]);
  });

  it.each(['', '../../x', '00000000-0000-4000-8000-000000000000'])('refuses the key %p, which it never issued', async (key) => {
    await expect(fetchAlbum(key)).rejects.toMatchObject({ code: expect.stringMatching(/^(invalid_argument|not_found)$/) });
  });
}
