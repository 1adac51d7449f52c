import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Connection from 'better-sqlite3';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import type { ListedPlaylist, Track } from '../src/core/sources/source-catalog.js';

/**
 * Stores N songs as sync does, in playlists of 100 and transactions of 500 songs, then the same again unchanged, in its own
 * process for the benchmark. Prints songs per second of both, and of bare inserts, as JSON.
 */
const total = Number(process.argv[2] ?? 100_000);
const perPlaylist = 100;
const perTransaction = 500;

/** As a platform describes one: every field known, an artist for every ten songs, some songs with two. */
function track(at: number): Track {
  const artists = [{ remoteId: `artist-${Math.floor(at / 10)}`, name: `歌手 ${Math.floor(at / 10)}` }];
  if (at % 5 === 0) artists.push({ remoteId: `artist-${at % 977}`, name: `Guest ${at % 977}` });
  return {
    ...{ remoteId: `song-${at}`, name: `七里香 ${at}`, artists, album: `Album ${Math.floor(at / 12)}`, albumArtist: artists[0]?.name },
    ...{ durationMs: 200_000 + (at % 90_000), isrc: `TWA${String(at).padStart(9, '0')}`, trackNumber: (at % 12) + 1, discNumber: 1 },
    ...{
      year: 1990 + (at % 36),
      genre: 'Pop',
      coverUrl: `https://covers.example.org/${at}.jpg`,
      ext: 'flac',
      fileSizeBytes: 30_000_000 + at,
    },
    ...{ otherNames: [`Common Jasmine Orange ${at}`], more: { fee: 8, mv: at, alias: [`七里香 ${at}`] } },
  };
}

function playlist(at: number): ListedPlaylist {
  const pools = [{ kind: 'toplist', externalId: `group-${at % 20}`, name: `榜单 ${at % 20}`, url: undefined }];
  return { remoteId: `list-${at}`, name: `List ${at}`, description: undefined, coverUrl: undefined, playCount: at, pools, version: '1' };
}

interface Rates {
  readonly perSecond: number;
  /** What a machine with nothing else to do would reach at most. */
  readonly perCpuSecond: number;
}

/** Making the songs does not count. */
async function rates(store: (tracks: readonly Track[], from: number) => Promise<void>): Promise<Rates> {
  let [wallMs, cpuMs] = [0, 0];
  for (let from = 0; from < total; from += perTransaction) {
    const tracks = Array.from({ length: perTransaction }, (_, at) => track(from + at));
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await store(tracks, from);
    const { user, system } = process.cpuUsage(cpu);
    wallMs += performance.now() - began;
    cpuMs += (user + system) / 1000;
  }
  return { perSecond: (total / wallMs) * 1000, perCpuSecond: (total / cpuMs) * 1000 };
}

/** The yardstick: new rows of songs, artists of songs and playlists, one statement each, in an equal database. */
async function storeBare(): Promise<Rates> {
  const other = await openCatalogue(join(folder, 'bare.db'));
  await other.close();
  const connection = new Connection(join(folder, 'bare.db'));
  connection.pragma('foreign_keys = OFF');
  connection.pragma('synchronous = FULL');
  const addSong = connection.prepare(
    'INSERT INTO songs(platform, remote_song_id, name, singers, ext, file_size_bytes, metadata_json) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addArtist = connection.prepare('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, ?)');
  const addToPlaylist = connection.prepare('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (?, ?, ?)');
  const store = connection.transaction((tracks: readonly Track[], from: number) => {
    for (const [at, { remoteId, name, artists, ext, fileSizeBytes, ...rest }] of tracks.entries()) {
      const singers = artists.map((artist) => artist.name).join(' / ');
      const id = addSong.run('netease', remoteId, name, singers, ext, fileSizeBytes, JSON.stringify(rest)).lastInsertRowid;
      for (const position of artists.keys()) addArtist.run(Math.floor((from + at) / 10) + position, id, position + 1);
      addToPlaylist.run(Math.floor((from + at) / perPlaylist), id, (at % perPlaylist) + 1);
    }
  });
  try {
    return await rates(async (tracks, from) => store.immediate(tracks, from));
  } finally {
    connection.close();
  }
}

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'store-load-'));
const database = await openCatalogue(join(folder, 'catalogsync.db'));
try {
  const listing = database.unitOfWork((session) => new SqliteListingStore(session));
  const lists = Array.from({ length: total / perPlaylist }, (_, at) => playlist(at));
  const { playlistIds } = await listing.run((store) => store.save('netease', lists));
  const writer = database.unitOfWork((session) => new SqliteSongStore(session));
  const storeAll = (): Promise<Rates> =>
    rates((tracks, from) =>
      writer.run(async (songs) => {
        for (let at = 0; at < perTransaction; at += perPlaylist) {
          const ids = await songs.save('netease', tracks.slice(at, at + perPlaylist));
          await songs.replacePlaylistSongs(playlistIds[(from + at) / perPlaylist] ?? 0, ids, Date.now(), 1);
        }
      }),
    );
  const fresh = await storeAll();
  const unchanged = await storeAll();
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ fresh, unchanged, bare: await storeBare(), peakRssMb }));
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
