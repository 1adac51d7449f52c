import { existsSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { chineseWords, englishWords, surnames } from './dataset-words.js';

/** Raise when the generated rows change: cached files of other revisions are not used. */
const revision = 5;

/** The catalogue's own tables, with the columns and unique keys of domain.md section 1. */
const sourceTables = `
  CREATE TABLE playlist_pools(id INTEGER PRIMARY KEY, platform TEXT NOT NULL, pool_kind TEXT NOT NULL, external_id TEXT NOT NULL,
    name TEXT NOT NULL, url TEXT, metadata_json TEXT, UNIQUE(platform, pool_kind, external_id));
  CREATE TABLE playlists(id INTEGER PRIMARY KEY, platform TEXT NOT NULL, remote_playlist_id TEXT NOT NULL, name TEXT NOT NULL,
    description TEXT, cover_url TEXT, play_count INTEGER DEFAULT 0, collected_song_count INTEGER DEFAULT 0, sync_status TEXT,
    last_synced_at TEXT, last_error TEXT, UNIQUE(platform, remote_playlist_id));
  CREATE TABLE pool_playlists(pool_id INTEGER NOT NULL, playlist_id INTEGER NOT NULL, UNIQUE(pool_id, playlist_id));
  CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT NOT NULL, remote_song_id TEXT NOT NULL, name TEXT NOT NULL, singers TEXT,
    ext TEXT, file_size_bytes INTEGER, metadata_json TEXT, added_at INTEGER, UNIQUE(platform, remote_song_id));
  CREATE TABLE playlist_songs(playlist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY(playlist_id, position)) WITHOUT ROWID;
  CREATE TABLE artists(id INTEGER PRIMARY KEY, platform TEXT NOT NULL, remote_artist_id TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE(platform, remote_artist_id));
  CREATE TABLE artist_songs(artist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY(artist_id, song_id)) WITHOUT ROWID;
  CREATE TABLE storage_backends(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, backend_type TEXT NOT NULL, base_path TEXT, config_json TEXT);
  CREATE TABLE file_assets(id INTEGER PRIMARY KEY, song_id INTEGER NOT NULL, quality_label TEXT NOT NULL, ext TEXT NOT NULL,
    file_size_bytes INTEGER, sha256 TEXT, bitrate INTEGER, sample_rate INTEGER, bit_depth INTEGER, duration_ms INTEGER,
    UNIQUE(song_id, quality_label, ext));
  CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER NOT NULL, backend_id INTEGER NOT NULL, locator TEXT NOT NULL,
    status TEXT NOT NULL, is_primary INTEGER NOT NULL, UNIQUE(file_asset_id, backend_id));
  CREATE TABLE albums(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, name TEXT, year INTEGER, release_date TEXT, kind TEXT DEFAULT 'album', musicbrainz_id TEXT);
  CREATE TABLE album_songs(song_id INTEGER PRIMARY KEY, album_id INTEGER, disc_number INTEGER DEFAULT 0, track_number INTEGER DEFAULT 0);
  CREATE TABLE album_artists(album_id INTEGER NOT NULL, position INTEGER NOT NULL, artist_id INTEGER NOT NULL, PRIMARY KEY(album_id, position));
  CREATE TABLE genres(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, name TEXT);
  CREATE TABLE song_genres(song_id INTEGER NOT NULL, position INTEGER NOT NULL, genre_id INTEGER NOT NULL,
    PRIMARY KEY(song_id, position)) WITHOUT ROWID;
  CREATE INDEX song_genres_by_genre ON song_genres(genre_id, song_id);
  CREATE TABLE lyrics(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, plain TEXT, timed TEXT, language TEXT);
  CREATE TABLE song_lyrics(song_id INTEGER PRIMARY KEY, lyrics_id INTEGER);
  CREATE TABLE covers(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, width INTEGER, height INTEGER, color TEXT, thumbhash BLOB);
  CREATE TABLE song_covers(song_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT NOT NULL);
  CREATE TABLE album_covers(album_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT NOT NULL);
  CREATE TABLE playlist_covers(playlist_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT NOT NULL);
  CREATE TABLE artist_covers(artist_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT NOT NULL);`;

/** Integers 1 to n, and a hash of each that is the same on every run. */
const numbers = (n: number): string => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
const mixed = (expression: string, salt: number): string => `CAST(mix(${expression}, ${salt}) AS INTEGER)`;

/** MurmurHash3's finaliser over number and salt: 32 bits that look random and never change. */
function mix(value: number, salt: number): number {
  let h = (Math.imul(value, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca77)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** A word drawn with a Zipf-like skew: the cube of a uniform number favours the front of the list. */
function word(table: 'zh' | 'en', count: number, key: string, salt: number): string {
  const u = `(${mixed(key, salt)} / 4294967296.0)`;
  return `(SELECT w FROM ${table} WHERE k = CAST(${u} * ${u} * ${u} * ${count} AS INTEGER))`;
}

const zh = (key: string, salt: number): string => word('zh', chineseWords.length, key, salt);
const en = (key: string, salt: number): string => word('en', englishWords.length, key, salt);

/** Six in ten names are Chinese of two to six characters, three English, one both. */
function nameOf(key: string, salt: number): string {
  return `CASE (${mixed(key, salt)} % 10)
    WHEN 0 THEN ${zh(key, salt + 1)} WHEN 1 THEN ${zh(key, salt + 1)} || ${zh(key, salt + 2)} WHEN 2 THEN ${zh(key, salt + 1)} || ${zh(key, salt + 2)}
    WHEN 3 THEN ${zh(key, salt + 1)} || ${zh(key, salt + 2)} WHEN 4 THEN ${zh(key, salt + 1)} || '的' || ${zh(key, salt + 2)}
    WHEN 5 THEN ${zh(key, salt + 1)} || ${zh(key, salt + 2)} || ${zh(key, salt + 3)}
    WHEN 6 THEN ${en(key, salt + 1)} || ' ' || ${en(key, salt + 2)} WHEN 7 THEN ${en(key, salt + 1)} || ' the ' || ${en(key, salt + 2)}
    WHEN 8 THEN ${en(key, salt + 1)} || ' ' || ${en(key, salt + 2)} || ' ' || ${en(key, salt + 3)}
    ELSE ${zh(key, salt + 1)} || ' (' || ${en(key, salt + 2)} || ')' END`;
}

const artistOf = (song: string, nth: number, artists: number): string => {
  const u = `(${mixed(song, 900 + nth)} / 4294967296.0)`;
  return `(1 + CAST(${u} * ${u} * ${artists} AS INTEGER))`;
};

/** Half of all songs have a year, a fifth an ISRC and a composer, a tenth a replay gain. */
const further = `CASE WHEN i % 2 = 0 THEN ', "year": ' || (1960 + ${mixed('i / 12', 32)} % 65) ELSE '' END ||
  CASE WHEN i % 5 = 0 THEN ', "isrc": "TWA45' || (1000000 + i % 9000000) || '", "composer": "' || ${zh('i', 33)} || '"' ELSE '' END ||
  CASE WHEN i % 10 = 0 THEN ', "replay_gain": {"trackGain": -6.52, "trackPeak": 0.98}' ELSE '' END`;

/**
 * Albums of twelve songs for three quarters of them, a cover for nine albums in ten, one or two genres of 200 for half of the
 * songs, lyrics of 1 kB for one song in a hundred.
 */
function fillFurther(tracks: number): string[] {
  const albums = Math.ceil(tracks / 12);
  return [
    `INSERT INTO albums ${numbers(albums)} SELECT i, 'album ' || i, ${zh('i', 30)} || ${zh('i', 31)}, 1960 + ${mixed('i', 32)} % 65, NULL, 'album', NULL
       FROM n WHERE i % 4 > 0`,
    'INSERT INTO album_songs SELECT s.id, a.id, 1, 1 + s.id % 12 FROM songs s JOIN albums a ON a.id = s.id / 12',
    'INSERT INTO album_artists SELECT a.id, 0, l.artist_id FROM albums a JOIN artist_songs l ON l.song_id = a.id * 12 AND l.position = 0',
    `INSERT INTO genres ${numbers(200)} SELECT i, 'genre ' || i, ${en('i', 34)} || ' ' || i FROM n`,
    `INSERT INTO song_genres SELECT id, 0, 1 + ${mixed('id', 35)} % 200 FROM songs WHERE id % 2 = 0`,
    `INSERT OR IGNORE INTO song_genres SELECT id, 1, 1 + ${mixed('id', 36)} % 200 FROM songs WHERE id % 8 = 0`,
    `INSERT INTO lyrics SELECT id / 100, 'hash ' || id, replace(hex(zeroblob(125)), '0', '${chineseWords[0]} '), NULL, 'zh' FROM songs WHERE id % 100 = 0`,
    'INSERT INTO song_lyrics SELECT id, id / 100 FROM songs WHERE id % 100 = 0',
    `INSERT INTO covers SELECT id, hex(zeroblob(28)) || printf('%08x', id), 640, 640, printf('#%06x', ${mixed('id', 37)} % 16777216), zeroblob(24)
       FROM albums WHERE id % 10 > 0`,
    "INSERT INTO album_covers SELECT id, id, 'found' FROM covers",
  ];
}

/** The statements that fill one catalogue; each keeps its memory bounded. */
function fillStatements(tracks: number): string[] {
  const artists = Math.max(10, Math.floor(tracks / 10));
  const playlists = Math.max(10, Math.floor(tracks / 50));
  const pools = Math.max(2, Math.floor(playlists / 200));
  const second = `${mixed('i', 77)} % 100 < 15`;
  return [
    `INSERT INTO artists ${numbers(artists)} SELECT i, 'qq', 'a' || i, CASE WHEN i % 10 < 7
       THEN (SELECT w FROM xing WHERE k = ${mixed('i', 3)} % ${surnames.length}) || ${zh('i', 4)}
       ELSE ${en('i', 5)} || ' ' || ${en('i', 6)} END FROM n`,
    `INSERT INTO artist_songs ${numbers(tracks)} SELECT ${artistOf('i', 1, artists)}, i, 0 FROM n`,
    `INSERT OR IGNORE INTO artist_songs ${numbers(tracks)} SELECT ${artistOf('i', 2, artists)}, i, 1 FROM n WHERE ${second}`,
    `INSERT INTO songs ${numbers(tracks)} SELECT i, 'qq', 's' || i, ${nameOf('i', 10)},
       (SELECT name FROM artists WHERE id = ${artistOf('i', 1, artists)}) ||
         CASE WHEN ${second} THEN ' / ' || (SELECT name FROM artists WHERE id = ${artistOf('i', 2, artists)}) ELSE '' END,
       CASE WHEN i % 5 = 0 THEN 'flac' ELSE 'mp3' END, 3000000 + ${mixed('i', 8)} % 30000000,
       '{"duration_ms": ' || (120000 + ${mixed('i', 9)} % 240000) || ', "album": "' || ${zh('i / 12', 30)} || ${zh('i / 12', 31)}
         || '", "cover_url": "https://img.example.org/cover/' || (i / 12) || '.jpg"' || ${further} || '}',
       1700000000000 + ${mixed('i', 14)} % 80000000 * 1000 FROM n`,
    `INSERT INTO playlists ${numbers(playlists)} SELECT i, 'qq', 'p' || i, ${nameOf('i', 50)}, ${zh('i', 55)} || '，' || ${zh('i', 56)},
       CASE WHEN i % 10 < 9 THEN 'https://img.example.org/list/' || i || '.jpg' END, ${mixed('i', 57)} % 100000000, 130, 'synced', NULL, NULL FROM n`,
    `INSERT INTO playlist_songs ${numbers(Math.floor(tracks * 2.6))} SELECT 1 + (i - 1) / ${Math.ceil((tracks * 2.6) / playlists)},
       1 + ${mixed('i', 60)} % ${tracks}, (i - 1) % ${Math.ceil((tracks * 2.6) / playlists)} FROM n`,
    `INSERT INTO playlist_pools ${numbers(pools)} SELECT i, 'qq', CASE WHEN i % 2 = 0 THEN 'toplist' ELSE 'playlist_square' END, 'pool_' || i,
       ${zh('i', 61)} || '榜', NULL, NULL FROM n`,
    `INSERT INTO pool_playlists ${numbers(playlists)} SELECT 1 + i % ${pools}, i FROM n`,
    `INSERT INTO storage_backends VALUES (1, 'local', 'local', '/music', '{}'),
       (2, 'bucket', 'object_storage', NULL, '{"bucket": "music", "public_base_url": "https://cdn.example.org/music/"}')`,
    `INSERT INTO file_assets SELECT id, id, CASE ext WHEN 'flac' THEN 'lossless' ELSE 'high' END, ext, file_size_bytes, NULL, 320000, 44100, 16,
       json_extract(metadata_json, '$.duration_ms') FROM songs`,
    `INSERT INTO file_locations SELECT id, id, 1, substr(singers, 1, 40) || '/' || name || ' - ' || id || '.' || ext, 'active', 1 FROM songs`,
    `INSERT INTO file_locations SELECT ${tracks} + id, id, 2, 'library/' || substr(singers, 1, 40) || '/' || name || ' - ' || id || '.' || ext,
       'active', 0 FROM songs WHERE id % 5 = 0`,
    ...fillFurther(tracks),
  ];
}

function loadWords(db: Database.Database): void {
  for (const [table, words] of [
    ['zh', chineseWords],
    ['en', englishWords],
    ['xing', surnames],
  ] as const) {
    db.exec(`CREATE TEMP TABLE ${table}(k INTEGER PRIMARY KEY, w TEXT NOT NULL)`);
    const insert = db.prepare(`INSERT INTO ${table} VALUES (?, ?)`);
    words.forEach((w, k) => {
      insert.run(k, w);
    });
  }
}

/**
 * A catalogue database of `tracks` songs, 1.2 files and 2.6 playlist rows per song, with Chinese and
 * English names, albums, genres, covers and lyrics. Kept under the system's temporary folder between runs. Returns its path.
 */
export function sourceDatabase(tracks: number): string {
  const file = join(tmpdir(), `catalogsync-bench-${tracks}-r${revision}.db`);
  if (existsSync(file)) return file;
  const temporary = `${file}.${process.pid}`;
  rmSync(temporary, { force: true });
  const db = new Database(temporary);
  try {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(sourceTables);
    db.function('mix', { deterministic: true }, mix as (...values: unknown[]) => number);
    loadWords(db);
    for (const statement of fillStatements(tracks)) db.exec(statement);
  } finally {
    db.close();
  }
  renameSync(temporary, file);
  return file;
}
