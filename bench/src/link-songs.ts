import Database from 'better-sqlite3';

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

/** A song as a row. */
type SongRow = readonly [platform: string, remoteId: string, name: string, singers: string, metadata: string];

/**
 * Song `n` as a platform writes it: one in three has a title that thousands share, one in ten is live, one in seven has two
 * artists. Brackets, the order of artists, lengths and ISRCs differ from platform to platform.
 */
function songOf(n: number, platform: string): SongRow {
  const plain = n % 3 === 0 ? pick(titles, n / 3) : `${pick(titles, n)}${pick(words, n / 12)}${n % 40_000}`;
  const name = n % 10 === 0 ? `${plain} (Live)` : plain;
  const artist = `${pick(surnames, n % 23)}${(n * 7) % 30_011}`;
  const artists = n % 7 === 0 ? [artist, `Guest ${n % 5003}`] : [artist];
  const metadata = {
    duration_ms: 120_000 + ((n * 7919) % 240) * 1000 + (platform === 'qq' ? 0 : (n % 5) * 400),
    album: `Album ${n % 90_000}`,
    isrc: n % 2 === 0 && platform !== 'qq' ? `DEABC${String(n).padStart(7, '0')}` : undefined,
    cover_url: `https://img.example.org/cover/${n}.jpg`,
  };
  const written = platform === 'netease' ? name.replace('(', '（').replace(')', '）') : name;
  const singers = (platform === 'deezer' ? artists.toReversed() : artists).join(' / ');
  return [platform, String(n), written, singers, JSON.stringify(metadata)];
}

/** Adds songs to a catalogue; its triggers let them wait to be linked. */
export function addSongs(file: string, platform: string, numbers: Iterable<number>): void {
  const db = new Database(file);
  try {
    db.pragma('synchronous = OFF');
    const insert = db.prepare('INSERT INTO songs(platform, remote_song_id, name, singers, metadata_json) VALUES (?, ?, ?, ?, ?)');
    db.transaction(() => {
      for (const n of numbers) insert.run(...songOf(n, platform));
    })();
  } finally {
    db.close();
  }
}

/** 0 to count - 1. */
export function* range(count: number, from = 0): Iterable<number> {
  for (let n = from; n < from + count; n++) yield n;
}
