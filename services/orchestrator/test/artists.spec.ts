import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteArtistStore } from '../src/adapters/sqlite/stores/artist-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { IdentifyArtists } from '../src/core/artists/identify-artists.js';
import { identifyWaiting } from '../src/core/artists/identify-waiting.js';
import { track } from '../src/core/catalogue/catalogue-stores.contract.js';

// Real here: SQLite files.

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'artists-'));
  database = await openCatalogue(join(folder, 'catalogsync.db'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const writer = () =>
  database.unitOfWork((session) => ({ songs: new SqliteSongStore(session), artists: new SqliteArtistStore(session), session }));
let songs = 0;

/** A credit of a song: `qq:7=Nirvana` has an id of the platform, `library:Nirvana` a name alone, `library:mbid:…=Nirvana` one of MusicBrainz. */
async function add(...credits: readonly string[]): Promise<void> {
  for (const credit of credits) {
    const [, platform = '', mbid, id, name = ''] = /^(\w+):(?:mbid:([0-9a-f])=|(\w+)=)?(.+)$/.exec(credit) ?? [];
    songs++;
    const one = track(String(songs), { artists: [{ remoteId: id, name }] });
    const metadata = mbid === undefined ? undefined : JSON.stringify({ musicbrainz_artist_ids: [idOf(mbid)] });
    await writer().run(async (stores) => {
      const [songId = 0] = await stores.songs.save(platform, [{ ...one, artists: mbid === undefined ? one.artists : [] }]);
      if (metadata === undefined) return;
      await stores.session.change('UPDATE songs SET metadata_json = ? WHERE id = ?', metadata, songId);
      await stores.songs.save(platform, [one]);
    });
  }
}

const idOf = (digit: string): string => `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`;
const identify = (): Promise<void> => new IdentifyArtists(writer()).run();

interface Named {
  readonly id: number;
  readonly name: string;
  readonly members: string;
}

/** The artists as others see them, by id, with the names of their members. */
async function identities(): Promise<string[]> {
  await identify();
  return (await named()).map(({ members }) => members);
}

function named(): Promise<Named[]> {
  return database.reads.rows<Named>(`SELECT i.id, i.name,
      (SELECT group_concat(name, ' = ') FROM (SELECT a.platform || ':' || a.name AS name FROM artists a LEFT JOIN artist_members m ON m.artist_id = a.id
        WHERE coalesce(m.identity_id, a.id) = i.id ORDER BY a.id)) AS members
    FROM artist_identities i ORDER BY i.id`);
}

const choices = (is_same: boolean, artistId: number, otherArtistId: number): Promise<void> =>
  writer().run(({ artists }) => artists.decide({ artistId, otherArtistId, isSame: is_same, decidedAt: 0, decidedBy: 'a test' }));

describe('when artists of several sources are identified', () => {
  it('makes one of a name that is folded to the same, and leaves others alone', async () => {
    await add('qq:1=周杰伦', 'netease:8=周杰倫', 'library:The Beatles', 'deezer:3=beatles', 'library:Oasis');
    expect(await identities()).toEqual(['qq:周杰伦 = netease:周杰倫', 'library:The Beatles = deezer:beatles', 'library:Oasis']);
  });

  it('links two scripts by a name that has both, whatever comes first', async () => {
    await add('library:Jay Chou', 'qq:1=周杰伦');
    expect(await identities()).toEqual(['library:Jay Chou', 'qq:周杰伦']);
    await add('netease:2=Jay Chou 周杰伦');
    expect(await identities()).toEqual(['library:Jay Chou = qq:周杰伦 = netease:Jay Chou 周杰伦']);
  });

  it('links nothing by a half that stands with several names, and undoes what it had linked', async () => {
    await add('library:Tank', 'qq:1=Tank 吕建中', 'netease:1=吕建中');
    expect(await identities()).toEqual(['library:Tank = qq:Tank 吕建中 = netease:吕建中']);
    await add('kuwo:1=Tank 王小明', 'kuwo:2=王小明');
    expect(await identities()).toEqual(['library:Tank', 'qq:Tank 吕建中 = netease:吕建中', 'kuwo:Tank 王小明', 'kuwo:王小明']);
  });

  it('keeps artists of one name apart where MusicBrainz or one platform does', async () => {
    await add('library:mbid:a=Nirvana', 'library:mbid:b=Nirvana', 'qq:1=Nirvana', 'qq:2=Nirvana', 'library:Nirvana', 'deezer:5=nirvana');
    expect(await identities()).toEqual(['library:Nirvana = qq:Nirvana = library:Nirvana = deezer:nirvana', 'library:Nirvana = qq:Nirvana']);
  });

  it('makes one of a MusicBrainz id, whatever the names', async () => {
    await add('library:mbid:a=Prince', 'subsonic:mbid:a=The Artist', 'qq:1=The Artist', 'library:Prince');
    expect(await identities()).toEqual(['library:Prince = subsonic:The Artist = qq:The Artist = library:Prince']);
  });

  it('collects nobody under a placeholder', async () => {
    await add('library:Various Artists', 'qq:9=群星', 'library:Oasis', 'netease:1=Various Artists');
    expect(await identities()).toEqual(['library:Oasis']);
  });

  it('splits credits, and lets the id of one that was stored whole lead to its first artist', async () => {
    await add('library:Rihanna');
    await writer().run(async ({ session }) => {
      await session.change(
        `INSERT INTO artists(platform, remote_artist_id, name) VALUES ('library', 'name:rihanna feat. jay-z / ac/dc', 'Rihanna feat. JAY-Z / AC/DC')`,
      );
      await session.change('INSERT INTO artist_songs(artist_id, song_id, position) SELECT 2, id, 2 FROM songs');
    });
    expect(await identities()).toEqual(['library:Rihanna', 'library:JAY-Z', 'library:AC/DC']);
    expect(await database.reads.rows('SELECT old_id, new_id FROM moved_ids')).toEqual([{ old_id: 2, new_id: 1 }]);
    expect(await database.reads.rows('SELECT artist_id AS id, position FROM artist_songs ORDER BY position')).toEqual([
      { id: 1, position: 1 },
      { id: 3, position: 2 },
      { id: 4, position: 3 },
    ]);
    await add('library:Earth, Wind & Fire; Chicago', 'qq:Simon & Garfunkel');
    expect((await identities()).slice(3)).toEqual(['library:Earth, Wind & Fire', 'library:Chicago', 'qq:Simon & Garfunkel']);
  });

  it('is called as most of the songs spell it', async () => {
    await add('qq:1=BEYOND', 'library:Beyond', 'library:Beyond');
    await identify();
    expect(await named()).toMatchObject([{ id: 1, name: 'Beyond' }]);
    await add('qq:1=BEYOND', 'qq:1=BEYOND');
    await identify();
    expect(await named()).toMatchObject([{ id: 1, name: 'BEYOND' }]);
  });

  it('keeps what people decided about whole artists, whatever is collected later', async () => {
    await add('qq:1=张惠妹', 'library:张惠妹', 'qq:2=A-Mei', 'library:A-Mei');
    expect(await identities()).toEqual(['qq:张惠妹 = library:张惠妹', 'qq:A-Mei = library:A-Mei']);
    await choices(true, 2, 3);
    const one = ['qq:张惠妹 = library:张惠妹 = qq:A-Mei = library:A-Mei'];
    expect(await identities()).toEqual(one);
    await add('qq:1=张惠妹', 'library:A-Mei', 'netease:3=amei');
    expect(await identities()).toEqual([`${one[0]} = netease:amei`]);
    await choices(false, 2, 3);
    await choices(false, 1, 2);
    expect(await identities()).toEqual(['qq:张惠妹', 'library:张惠妹', 'qq:A-Mei = library:A-Mei = netease:amei']);
    await add('library:张惠妹');
    expect((await identities()).slice(0, 2)).toEqual(['qq:张惠妹', 'library:张惠妹']);
  });

  it('leads the id of a removed artist to the one that stood for it, and keeps an artist that stands for others', async () => {
    await add('qq:1=Oasis', 'library:Oasis', 'library:Blur');
    await identify();
    const removeUnused = () =>
      writer().run(async ({ session, songs: stored }) => {
        await session.change('DELETE FROM artist_songs WHERE artist_id IN (1, 2)');
        await stored.removeUnusedArtists('qq');
        await stored.removeUnusedArtists('library');
      });
    await removeUnused();
    expect(await identities()).toEqual(['qq:Oasis', 'library:Blur']);
    expect(await database.reads.rows('SELECT * FROM moved_ids')).toEqual([{ kind: 'artist', old_id: 2, new_kind: 'artist', new_id: 1 }]);
    await add('library:Oasis');
    expect(await identities()).toEqual(['qq:Oasis = library:Oasis', 'library:Blur']);
    // Another program removes the first: its ids, also old ones, lead to the next.
    await writer().run(({ session }) => session.change('DELETE FROM artists WHERE id = 1'));
    expect(await identities()).toEqual(['library:Blur', 'library:Oasis']);
    expect(await database.reads.rows('SELECT old_id, new_id FROM moved_ids ORDER BY 1')).toEqual([
      { old_id: 1, new_id: 4 },
      { old_id: 2, new_id: 4 },
    ]);
  });

  it('lets nothing wait for a song that is stored again as it was', async () => {
    await add('qq:1=Oasis');
    await identify();
    songs--;
    await add('qq:1=Oasis');
    expect(await writer().run(({ artists }) => identifyWaiting(artists, 10))).toBe(0);
  });

  it('gives the same artists in any number of steps', async () => {
    const names = ['Jay Chou', '周杰伦', 'Jay Chou 周杰伦', 'Amy', 'Amy 李小美', 'Amy 王大美', '李小美', 'Nirvana', 'Tank'];
    const places = ['library:', 'qq:ID=', 'netease:ID=', 'library:mbid:HEX='];
    const credits = Array.from({ length: 90 }, (_, n) => {
      const place = (places[(n * 7) % 4] ?? '').replace('ID', String(n % 5)).replace('HEX', (n % 3).toString(16));
      return `${place}${names[(n * 5) % names.length]}`;
    });
    for (const [at, credit] of credits.entries()) {
      await add(credit);
      if (at % 4 === 0) await identify();
      if (at === 40) await choices(true, 3, 9);
      if (at === 60) await choices(false, 1, 5);
    }
    const stepwise = await identities();
    await writer().run(({ session }) => session.change('INSERT INTO artist_queue SELECT id FROM artists'));
    expect(await identities()).toEqual(stepwise);
    await writer().run(async ({ session }) => {
      for (const table of ['artist_identities', 'artist_members', 'artist_keys']) await session.change(`DELETE FROM ${table}`);
      await session.change('INSERT INTO artist_queue SELECT id FROM artists');
    });
    while ((await writer().run(({ artists }) => identifyWaiting(artists, 7))) > 0);
    expect(await identities()).toEqual(stepwise);
    expect(stepwise.length).toBeGreaterThan(5);
  });
});
