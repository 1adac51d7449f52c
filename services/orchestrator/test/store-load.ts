import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import type { ListedPlaylist, Track } from '../src/core/sources/source-catalog.js';

/**
 * Stores N songs as sync does, in playlists of 100 and transactions of 500 songs, then the same again unchanged, in its own
 * process for the benchmark. Prints songs per second of both as JSON.
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

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'store-load-'));
const database = await openCatalogue(join(folder, 'catalogsync.db'));
try {
  const listing = database.unitOfWork((session) => new SqliteListingStore(session));
  const lists = Array.from({ length: total / perPlaylist }, (_, at) => playlist(at));
  const { playlistIds } = await listing.run((store) => store.save('netease', lists));
  const writer = database.unitOfWork((session) => new SqliteSongStore(session));
  /** Making the songs does not count. */
  const storeAll = async (): Promise<Rates> => {
    let [wallMs, cpuMs] = [0, 0];
    for (let from = 0; from < total; from += perTransaction) {
      const tracks = Array.from({ length: perTransaction }, (_, at) => track(from + at));
      const [began, cpu] = [performance.now(), process.cpuUsage()];
      await writer.run(async (songs) => {
        for (let at = 0; at < perTransaction; at += perPlaylist) {
          const ids = await songs.save('netease', tracks.slice(at, at + perPlaylist));
          await songs.replacePlaylistSongs(playlistIds[(from + at) / perPlaylist] ?? 0, ids, Date.now(), 1);
        }
      });
      const { user, system } = process.cpuUsage(cpu);
      wallMs += performance.now() - began;
      cpuMs += (user + system) / 1000;
    }
    return { perSecond: (total / wallMs) * 1000, perCpuSecond: (total / cpuMs) * 1000 };
  };
  const fresh = await storeAll();
  console.log(JSON.stringify({ fresh, unchanged: await storeAll(), peakRssMb: process.resourceUsage().maxRSS / 1024 }));
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}
