import { thumbhash } from './console-covers.js';
import { type ConsoleSize, numbers, type Run } from './console-size.js';
import { chineseWords, surnames } from './dataset-words.js';

const word = (key: string): string => `(SELECT word FROM temp.words WHERE k = (${key}) % (SELECT count(*) FROM temp.words))`;

/**
 * Songs of two platforms, a third with a file, a twentieth linked across them; a first playlist of a tenth of the songs, the others in
 * short ones, and some songs in none.
 */
export function fillCatalogue(run: Run, size: ConsoleSize): void {
  run('CREATE TEMP TABLE words(k INTEGER PRIMARY KEY, word TEXT NOT NULL)');
  chineseWords.slice(0, size.words).forEach((text, k) => {
    run('INSERT INTO temp.words VALUES (?, ?)', k, text);
  });
  fillSongs(run, size);
  fillPlaylists(run, size);
  // The search for songs waits for nobody to link them.
  for (const queue of ['recording_queue', 'album_queue', 'artist_queue']) run(`DELETE FROM ${queue}`);
}

/** Ten songs of an album share one. */
export const coversOf = (songs: number): number => Math.ceil(songs / 10);

function fillSongs(run: Run, { songs, words }: ConsoleSize): void {
  run(
    `${numbers} INSERT INTO songs(platform, remote_song_id, name, singers, metadata_json)
      SELECT iif(i % 2 = 0, 'netease', 'qq'), i, ${word('i * 7919')} || ${word('i / 7')} || iif(i % 10 = 0, ' ' || i, ''),
        substr(?, 1 + i % ?, 1) || ${word('i % 997')}, json_object('album', ${word('i / 12')}, 'duration_ms', 200000 + i) FROM n`,
    ...[songs, surnames.join(''), Math.min(words, surnames.length)],
  );
  run(
    `${numbers} INSERT INTO file_assets(song_id, quality_label, ext, file_size_bytes, duration_ms)
      SELECT i, 'lossless', 'flac', 30000000 + i, 200000 FROM n WHERE i % 3 = 0`,
    songs,
  );
  run(`INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary)
    SELECT id, (SELECT min(id) FROM storage_backends), 'files/' || id || '.flac', 'active', 1 FROM file_assets`);
  run(`${numbers} INSERT INTO recordings(id, across_platforms) SELECT i, 1 FROM n WHERE i % 20 = 3 AND i < ?`, songs, songs);
  run('INSERT INTO recording_songs(song_id, recording_id) SELECT id, id FROM recordings UNION ALL SELECT id + 1, id FROM recordings');
  run(
    `${numbers} INSERT INTO covers(hash, width, height, color, thumbhash, media_type, source_kind, made_at)
      SELECT printf('%064x', i), 640, 640, '#581848', unhex(?), 'image/png', 'platform', 0 FROM n`,
    ...[coversOf(songs), thumbhash],
  );
  run(
    "INSERT INTO song_covers(song_id, cover_id, state, looked_at, stamp) SELECT id, 1 + id / 10, 'found', 0, '' FROM songs WHERE id % 2 = 0 AND id < ?",
    songs,
  );
  // Nothing is left to look for.
  run(
    "INSERT OR IGNORE INTO song_covers(song_id, cover_id, state, looked_at, stamp) SELECT id, NULL, 'absent', ?, '' FROM songs",
    Date.now(),
  );
}

/** Of every playlist but the first. */
const songsEach = 5;

function fillPlaylists(run: Run, { songs, playlists, unlistedEvery }: ConsoleSize): void {
  const first = Math.floor(songs / 10);
  const pools = Math.ceil(playlists / 250);
  run(
    `${numbers} INSERT INTO playlists(platform, remote_playlist_id, name, play_count, collected_song_count, sync_status)
      SELECT iif(i % 2 = 0, 'netease', 'qq'), i, ${word('i * 7919')} || ${word('i / 11')}, i, iif(i = 1, ?, ?), iif(i % 4 = 0, 'failed', 'synced')
      FROM n`,
    ...[playlists, first, songsEach],
  );
  run(`${numbers} INSERT INTO playlist_songs(playlist_id, position, song_id) SELECT 1, i, i FROM n`, first);
  run(
    `${numbers} INSERT INTO playlist_songs(playlist_id, position, song_id) SELECT 1 + CAST((i - 1) / ? AS INTEGER), i, 1 + i * 31 % ? FROM n
      WHERE i > ? AND (1 + i * 31 % ?) % ? > 0`,
    ...[songsEach * playlists, songsEach, songs, songsEach, songs, unlistedEvery],
  );
  run(
    `${numbers} INSERT INTO playlist_pools(platform, pool_kind, external_id, name) SELECT 'qq', 'toplist', i, 'pool ' || i FROM n`,
    pools,
  );
  run('INSERT INTO pool_playlists(pool_id, playlist_id) SELECT 1 + id % ?, id FROM playlists', pools);
  run("INSERT INTO followed_playlists SELECT id, id % 2, 0, 'user admin' FROM playlists");
  run(
    "INSERT INTO mirror_choices(playlist_id, is_mirrored, mode, decided_at, decided_by) SELECT id, 1, NULL, 0, 'user admin' FROM playlists WHERE id % 3 = 0",
  );
  // Mosaics are not what is measured here.
  run(
    "INSERT INTO playlist_covers(playlist_id, cover_id, state, looked_at, stamp) SELECT id, 1 + id % (SELECT max(id) FROM covers), 'found', 0, '' FROM playlists",
  );
  run(
    `${numbers} INSERT INTO playlist_changes(playlist_id, changed_at, change_kind, added_count, removed_count, moved_count, song_count, songs_json)
      SELECT 1, i, 'changed', 1, 0, 0, i, '[]' FROM n`,
    Math.floor(playlists / 4),
  );
}
