import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MediaServer, ServerPlaylists } from './media-server.js';
import { optionalOperations } from './media-server.js';
import { planEdits } from './playlist-edits.js';
import type { PlaylistEntry, ServerTrack } from './values.js';

/** A song that every server under test has in its library, as a file with tags. */
export interface LibrarySong {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly seconds: number;
}

/** What the library of every server under test contains, and nothing else. */
export const contractLibrary: readonly LibrarySong[] = [
  { title: 'Hello', artist: 'Adele', album: '25', genre: 'Pop', seconds: 7 },
  { title: 'Hello (Live)', artist: 'Adele', album: 'Live in New York', genre: 'Pop', seconds: 8 },
  { title: '七里香', artist: '周杰伦', album: '七里香', genre: 'Mandopop', seconds: 6 },
  { title: '夜曲', artist: '周杰伦', album: '十一月的萧邦', genre: 'Mandopop', seconds: 5 },
  { title: 'Hurt', artist: 'Johnny Cash', album: 'American IV', genre: 'Country', seconds: 4 },
  { title: 'Thunderstruck', artist: 'AC/DC', album: 'The Razors Edge', genre: 'Rock', seconds: 5 },
  { title: 'Jóga', artist: 'Björk', album: 'Homogenic', genre: 'Electronic', seconds: 4 },
  { title: "Don't Stop & Go", artist: 'Simon & Garfunkel', album: 'Signs = "more" + less?', genre: 'Folk', seconds: 4 },
];

/** How the connection to a server is made to fail. */
export type Trouble = 'refused' | 'wrong_account' | 'html_page' | 'half_an_answer' | 'empty_answer' | 'busy';

export interface ServerUnderTest {
  readonly server: MediaServer;
  /** From now on the server answers like this; undefined heals it. Absent where nothing is between us and the library. */
  trouble?(trouble: Trouble | undefined): Promise<void>;
  /** Those that it can have; absent for all. A folder refuses no account. */
  readonly troubles?: readonly Trouble[];
  /** Somebody plays a track to its end, now. Absent where the server does not count. */
  play?(trackId: string): Promise<void>;
  /** Another file appears where the server looks for music. */
  addSong(song: LibrarySong): Promise<void>;
  close(): Promise<void>;
}

const signal = new AbortController().signal;

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the condition never held');
}

/** What holds for every media server (behaviours 210 to 216 and 219). */
export function mediaServerContract(name: string, open: () => Promise<ServerUnderTest>): void {
  describe(`${name} as a media server`, () => {
    let under: ServerUnderTest;
    let server: MediaServer;
    beforeAll(async () => {
      under = await open();
      server = under.server;
    }, 60_000);
    afterAll(() => under.close());

    const tracksNamed = async (title: string, artist = ''): Promise<readonly ServerTrack[]> =>
      (await server.searchTracks({ title, artist, limit: 15 }, signal)).filter((track) => track.title === title);
    const idOf = async ({ title, artist }: LibrarySong): Promise<string> => {
      const [track] = await tracksNamed(title, artist);
      if (track === undefined) throw new Error(`${title} is not found`);
      return track.id;
    };

    it('is connected, and says who it is, the same each time', async () => {
      expect(await server.isConnected(signal)).toBe(true);
      const identity = await server.ensureConnection(signal);
      expect(identity).toMatchObject({ id: expect.stringMatching(/./), name: expect.stringMatching(/./) });
      expect(await server.ensureConnection(signal)).toEqual(identity);
    });

    it('has a reason for each optional operation that it lacks (behaviour 213)', () => {
      for (const operation of optionalOperations) {
        const [can, reason] = [server.optional[operation] !== undefined, server.whyNot[operation]];
        expect([operation, can, reason]).toEqual([operation, can, can ? undefined : expect.stringMatching(/\w+ \w+/)]);
      }
    });

    it('lists each artist once, by name, with ids that are texts (behaviour 219)', async () => {
      const artists = await all(server.allArtists(signal));
      expect(artists.map((artist) => artist.name).sort()).toEqual([...new Set(contractLibrary.map(({ artist }) => artist))].sort());
      expect(new Set(artists.map(({ id }) => id)).size).toBe(artists.length);
      for (const { id } of artists) expect(typeof id).toBe('string');
    });

    it('lists each album id once', async () => {
      const ids = await all(server.allAlbumIds(signal));
      expect(ids).toHaveLength(new Set(contractLibrary.map(({ album }) => album)).size);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it.each(contractLibrary)('finds "$title" by $artist, with what its file says', async ({ title, artist, album, seconds }) => {
      const tracks = await tracksNamed(title, artist);
      expect(tracks).toHaveLength(1);
      expect(tracks[0]).toMatchObject({ title, artists: [artist], album });
      expect(Math.abs((tracks[0]?.durationMs ?? 0) - seconds * 1000)).toBeLessThan(1500);
    });

    it('finds nothing for a name that is not there, and no more than it is asked for', async () => {
      expect(await server.searchTracks({ title: 'Qwzxv Unheard', artist: '', limit: 15 }, signal)).toEqual([]);
      expect((await server.searchTracks({ title: 'Hello', artist: '', limit: 1 }, signal)).length).toBe(1);
    });

    it('finds by title alone', async () => {
      expect((await tracksNamed('Hurt')).map(({ artists }) => artists)).toEqual([['Johnny Cash']]);
    });

    it('lists the albums added last, no more than asked for', async () => {
      const known = new Set(await all(server.allAlbumIds(signal)));
      const albums = await server.recentlyAddedAlbums(400, signal);
      expect(albums.map(({ id }) => id).sort()).toEqual([...known].sort());
      expect(albums.find((album) => album.name === '七里香')).toMatchObject({ artist: '周杰伦' });
      expect(await server.recentlyAddedAlbums(3, signal)).toHaveLength(3);
      const dates = albums.map(({ addedAt = 0 }) => addedAt);
      expect(dates).toEqual([...dates].sort((a, b) => b - a));
    });

    describe('its playlists', () => {
      let playlists: ServerPlaylists;
      let ids: string[];
      beforeAll(async () => {
        if (server.optional.playlists === undefined) throw new Error('every server of this build has playlists');
        playlists = server.optional.playlists;
        ids = [];
        for (const song of contractLibrary) ids.push(await idOf(song));
      }, 60_000);
      const entriesOf = (id: string): Promise<PlaylistEntry[]> => all(playlists.entries(id, signal));
      const tracksOf = async (id: string): Promise<string[]> => (await entriesOf(id)).map(({ track }) => track.id);
      const at = (...indices: number[]): string[] => indices.map((index) => ids[index] ?? '');
      const made = (title: string, trackIds: readonly string[]): Promise<string> => playlists.create({ name: title, trackIds }, signal);

      it('are made with their tracks in order, twice where wanted, and listed under their names', async () => {
        const id = await made('Évening 夜 & more', at(3, 1, 3, 0));
        expect(await tracksOf(id)).toEqual(at(3, 1, 3, 0));
        const [entry] = await entriesOf(id);
        expect(entry?.track).toMatchObject({ title: '夜曲', artists: ['周杰伦'] });
        const listed = (await all(playlists.list(signal))).find((one) => one.id === id);
        expect(listed).toMatchObject({ name: 'Évening 夜 & more' });
        expect(listed?.readOnly).toBeUndefined();
      });

      it('can be empty', async () => {
        const id = await made('Nothing yet', []);
        expect(await tracksOf(id)).toEqual([]);
        await playlists.append(id, at(2), signal);
        expect(await tracksOf(id)).toEqual(at(2));
      });

      it('are appended to, and replaced, and stay the same playlist', async () => {
        const id = await made('Work', at(0, 1));
        await playlists.append(id, at(5, 0), signal);
        expect(await tracksOf(id)).toEqual(at(0, 1, 5, 0));
        await playlists.replace(id, at(6, 6, 2), signal);
        expect(await tracksOf(id)).toEqual(at(6, 6, 2));
        await playlists.replace(id, [], signal);
        expect(await tracksOf(id)).toEqual([]);
        expect((await all(playlists.list(signal))).filter((one) => one.name === 'Work').map((one) => one.id)).toEqual([id]);
      });

      it.each([
        ['removes', [0, 1, 2, 3, 4], [1, 3]],
        ['adds at the end', [0, 1], [0, 1, 5, 6]],
        ['adds in the middle', [0, 1, 2], [0, 4, 1, 2]],
        ['adds at the beginning', [0, 1], [7, 6, 0, 1]],
        ['moves forward', [0, 1, 2, 3], [1, 2, 3, 0]],
        ['moves back', [0, 1, 2, 3], [3, 0, 1, 2]],
        ['reverses', [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]],
        ['handles the same track twice', [0, 1, 0, 2], [0, 2, 0, 0, 1]],
        ['takes one of two', [0, 1, 0], [1, 0]],
        ['does all at once', [0, 1, 2, 3, 4, 5], [7, 5, 1, 6, 3, 2]],
        ['empties', [0, 1], []],
        ['fills', [], [2, 1]],
        ['changes nothing', [3, 1], [3, 1]],
      ])('%s in place, as an edit', async (what, before, after) => {
        const id = await made(`Edit ${what}`, at(...before));
        await playlists.edit(id, planEdits(await entriesOf(id), at(...after)), signal);
        expect(await tracksOf(id)).toEqual(at(...after));
        expect((await all(playlists.list(signal))).filter((one) => one.name === `Edit ${what}`).map((one) => one.id)).toEqual([id]);
      });

      it('are removed; one that is gone is not found', async () => {
        const id = await made('Gone soon', at(0));
        await playlists.remove(id, signal);
        expect((await all(playlists.list(signal))).map((one) => one.id)).not.toContain(id);
        for (const call of [() => entriesOf(id), () => playlists.append(id, at(0), signal), () => playlists.remove(id, signal)]) {
          await expect(call()).rejects.toMatchObject({ code: 'not_found' });
        }
      });
    });

    it('counts what is played, where it counts, each play once', async () => {
      const counts = server.optional.trackPlayCounts;
      if (counts === undefined || under.play === undefined) return;
      const id = await idOf({ title: 'Jóga', artist: 'Björk', album: '', genre: '', seconds: 4 });
      const countOf = async (): Promise<number> =>
        (await all(counts.call(server.optional, signal))).find(({ track }) => track.id === id)?.count ?? 0;
      const before = await countOf();
      await under.play(id);
      await under.play(id);
      expect((await countOf()) - before).toBe(2);
      const history = server.optional.playHistory;
      if (history === undefined) return;
      const plays = (await all(history.call(server.optional, 500, signal))).filter(({ track }) => track.id === id);
      expect(plays.length).toBeGreaterThanOrEqual(2);
      expect(new Set(plays.map((play) => play.id)).size).toBe(plays.length);
      expect(await all(history.call(server.optional, 1, signal))).toHaveLength(1);
    });

    it('scans, says so until it has ended, and then knows the new song (behaviour 214)', async () => {
      const song: LibrarySong = { title: 'Fresh', artist: 'Newcomer', album: 'First', genre: 'Pop', seconds: 3 };
      await under.addSong(song);
      await server.triggerLibraryScan(undefined, signal);
      await until(async () => !(await server.isLibraryScanning(signal)));
      expect((await tracksNamed('Fresh', 'Newcomer')).map(({ album }) => album)).toEqual(['First']);
    });

    it('ends calls that are no longer wanted', async () => {
      const gone = AbortSignal.abort();
      await expect(all(server.allArtists(gone))).rejects.toMatchObject({ code: 'canceled' });
      await expect(server.searchTracks({ title: 'Hello', artist: '', limit: 15 }, gone)).rejects.toMatchObject({ code: 'canceled' });
    });

    describe.each([
      ['refused', ['unavailable']],
      ['wrong_account', ['unauthenticated', 'permission_denied']],
      ['html_page', ['data_corrupt']],
      ['half_an_answer', ['unavailable', 'data_corrupt']],
      ['empty_answer', ['data_corrupt']],
      ['busy', ['unavailable', 'rate_limited']],
    ] as const)('when the connection is %s', (trouble, codes) => {
      const fault = expect.objectContaining({ code: expect.stringMatching(new RegExp(`^(${codes.join('|')})$`)) });

      it('fails clearly, is not connected, and no list comes out empty', async () => {
        if (under.trouble === undefined || under.troubles?.includes(trouble) === false) return;
        await under.trouble(trouble);
        try {
          expect(await server.isConnected(signal).catch(() => false)).toBe(false);
          await expect(all(server.allArtists(signal))).rejects.toEqual(fault);
          await expect(all(server.allAlbumIds(signal))).rejects.toEqual(fault);
          await expect(server.searchTracks({ title: 'Hello', artist: 'Adele', limit: 15 }, signal)).rejects.toEqual(fault);
          await expect(server.recentlyAddedAlbums(400, signal)).rejects.toEqual(fault);
          await expect(server.triggerLibraryScan(undefined, signal)).rejects.toEqual(fault);
          await expect(server.isLibraryScanning(signal)).rejects.toEqual(fault);
          if (server.optional.playlists !== undefined) await expect(all(server.optional.playlists.list(signal))).rejects.toEqual(fault);
        } finally {
          await under.trouble(undefined);
        }
        expect(await server.isConnected(signal)).toBe(true);
      }, 60_000);
    });
  });
}
