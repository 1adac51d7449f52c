import { readFileSync } from 'node:fs';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteRecordingStore } from '../src/adapters/sqlite/stores/recording-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { LinkRecordings } from '../src/core/recordings/link-recordings.js';
import type { Track } from '../src/core/sources/source-catalog.js';

/**
 * For the benchmark `link`, in processes of their own. `fill DB N` makes a catalogue of N songs of three platforms that wait
 * to be linked; `link DB` links them, then one playlist of 100 songs of a fourth platform after the other. Prints one line
 * of JSON.
 */
const [mode = '', file = '', count = '0'] = process.argv.slice(2);

const platforms = ['qq', 'netease', 'deezer'] as const;
const titles = [
  '七里香',
  '晴天',
  'Intro',
  'Home',
  '夜曲',
  'Hello',
  '光年之外',
  'Love Story',
  '夜に駆ける',
  '봄날',
  'Группа крови',
  'Yesterday',
];
const words = ['的', ' of the ', '與', ' & ', '在', ' in ', '之', ' no ', ' ', '·'];
const surnames = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗';

const pick = <T>(list: ArrayLike<T>, at: number): T => list[Math.floor(at) % list.length] as T;

/** A third of all titles are few and popular, a tenth name a version; every seventh song has two artists. */
function described(n: number, platform: string): Track {
  const plain = n % 3 === 0 ? pick(titles, n / 3) : `${pick(titles, n)}${pick(words, n / 12)}${n % 40_000}`;
  const name = n % 10 === 0 ? `${plain} (Live)` : plain;
  const artist = `${pick(surnames, n % 23)}${(n * 7) % 30_011}`;
  const names = n % 7 === 0 ? [artist, `Guest ${n % 5003}`] : [artist];
  const shift = platform === 'qq' ? 0 : (n % 5) * 400;
  const written = platform === 'deezer' ? names.toReversed() : names;
  const unknown = { albumArtist: undefined, trackNumber: undefined, discNumber: undefined, year: undefined, genre: undefined };
  return {
    ...unknown,
    remoteId: String(n),
    ext: undefined,
    fileSizeBytes: undefined,
    name: platform === 'netease' ? name.replace('(', '（').replace(')', '）') : name,
    artists: written.map((one) => ({ remoteId: undefined, name: one })),
    durationMs: 120_000 + ((n * 7919) % 240) * 1000 + shift,
    album: `Album ${n % 90_000}`,
    isrc: n % 2 === 0 && platform !== 'qq' ? `DEABC${String(n).padStart(7, '0')}` : undefined,
    coverUrl: `https://img.example.org/cover/${n}.jpg`,
  };
}

const database = await openCatalogue(file);
const writer = database.unitOfWork((session) => ({
  listing: new SqliteListingStore(session),
  songs: new SqliteSongStore(session),
  files: new SqliteFileStore(session),
  recordings: new SqliteRecordingStore(session),
}));

async function store(platform: string, tracks: readonly Track[]): Promise<void> {
  for (let at = 0; at < tracks.length; at += 500) await writer.run(({ songs }) => songs.save(platform, tracks.slice(at, at + 500)));
}

async function fill(songs: number): Promise<object> {
  const began = performance.now();
  const each = Math.floor(songs / platforms.length);
  for (const platform of platforms) {
    for (let n = 0; n < each; n += 10_000) {
      await store(
        platform,
        Array.from({ length: Math.min(10_000, each - n) }, (_, i) => described(n + i, platform)),
      );
    }
  }
  return { songs: each * platforms.length, perSecond: Math.round((each * platforms.length) / ((performance.now() - began) / 1000)) };
}

async function link(): Promise<object> {
  const began = process.cpuUsage();
  const links = new LinkRecordings({ writer, isOn: true });
  const timed = async (): Promise<number> => {
    const began = performance.now();
    await links.run();
    return performance.now() - began;
  };
  const allMs = await timed();
  const { user, system } = process.cpuUsage(began);
  const peakBytes = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const playlistMs: number[] = [];
  for (let round = 0; round < 20; round++) {
    const own = Array.from({ length: 100 }, (_, i) => described(i < 80 ? round * 9973 + i * 131 : 2_000_000 + round * 100 + i, 'tidal'));
    await store('tidal', own);
    playlistMs.push(await timed());
  }
  const [counts] = await database.reads.rows<object>(`SELECT (SELECT count(*) FROM recordings WHERE across_platforms = 1) AS recordings,
    (SELECT count(*) FROM recording_songs) AS members`);
  return { allMs, cpuMs: (user + system) / 1000, playlistMs, peakBytes, ...counts };
}

const answer = mode === 'fill' ? await fill(Number(count)) : await link();
await database.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);
