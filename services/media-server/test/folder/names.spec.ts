import { requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SoulSyncServer } from '../../src/adapters/servers/soulsync/soulsync-server.js';
import { MusicFolder } from './music-folder.js';

// Real here: files with tags, encoded by ffmpeg.
const signal = new AbortController().signal;
let folder: MusicFolder;
let server: SoulSyncServer;

beforeAll(async () => {
  folder = await MusicFolder.make();
  const add = (path: string, title: string, artist: string, more: Record<string, string> = {}): Promise<void> =>
    folder.add(path, { title, artist, ...more });
  await add('1.mp3', 'Halo', 'Beyoncé', { album: 'I Am', genre: 'Pop', date: '2008' });
  await add('2.flac', 'Halo (Live)', 'BEYONCE', { album: 'Live', genre: 'R&B' });
  await add('3.ogg', 'Halo', 'Texas', { album: 'White on Blonde' });
  await add('4.mp3', 'Halo Effect', 'Beyoncé', { album: 'I Am', album_artist: 'Beyoncé' });
  await add('5.mp3', '漂洋過海來看你', '周華健', { album: '朋友' });
  await add('6.mp3', '???', 'Nobody');
  await add('7.flac', 'One Sky', 'Guest', { album: 'Hits', compilation: '1' });
  await add('8.flac', 'Two Skies', 'Other Guest', { album: 'Hits', compilation: '1' });
  server = folder.open();
}, 60_000);
afterAll(() => folder.remove());

const found = async (title: string, artist = '', limit = 15): Promise<string[]> => {
  const tracks = await server.searchTracks({ title, artist, limit }, signal);
  return tracks.map((track) => `${track.title} / ${track.artists.join()}`);
};

(requireProgram('ffmpeg') ? describe : describe.skip)('when a music folder is searched', () => {
  it('puts the exact title of the artist first, and another artist with that title last', async () => {
    expect(await found('halo', 'beyonce')).toEqual(['Halo / Beyoncé', 'Halo (Live) / BEYONCE', 'Halo Effect / Beyoncé', 'Halo / Texas']);
    expect(await found('Halo', 'Beyoncé', 1)).toEqual(['Halo / Beyoncé']);
  });

  it('finds Chinese in both scripts and from any place, and words from their beginning', async () => {
    for (const title of ['漂洋过海来看你', '過海', '看你']) expect(await found(title, '周华健')).toEqual(['漂洋過海來看你 / 周華健']);
    expect(await found('eff halo')).toEqual(['Halo Effect / Beyoncé']);
    expect(await found('ffect')).toEqual([]);
  });

  it('finds titles that are signs alone, an artist alone, and nothing for nothing', async () => {
    expect(await found('???')).toEqual(['??? / Nobody']);
    expect(await found('', 'Texas')).toEqual(['Halo / Texas']);
    expect(await found('', '')).toEqual([]);
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when artists and albums are listed', () => {
  it('spellings of one name are one artist, with all genres and albums; a compilation is of various artists', async () => {
    const artists = [];
    for await (const page of server.allArtists(signal)) artists.push(...page);
    expect(artists.map(({ name }) => name)).toEqual([expect.stringMatching(/^Beyonc/i), 'Nobody', 'Texas', 'Various Artists', '周華健']);
    expect(artists[0]).toMatchObject({ albumCount: 2, genres: ['Pop', 'R&B'] });
    const albums = await server.recentlyAddedAlbums(10, signal);
    expect(albums.map(({ name }) => name).sort()).toEqual(['Hits', 'I Am', 'Live', 'White on Blonde', '朋友']);
    expect(albums.find(({ name }) => name === 'I Am')).toMatchObject({ year: 2008 });
  });
});
