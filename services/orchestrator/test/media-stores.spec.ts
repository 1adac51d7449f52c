import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, known, type WriteSession } from '@catalogsync/sqlite';
import { describe, expect, it } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteMirrorQuestions } from '../src/adapters/sqlite/stores/mirror-questions.js';
import { SqliteMirrorStore } from '../src/adapters/sqlite/stores/mirror-store.js';
import { SqlitePlaysStore } from '../src/adapters/sqlite/stores/plays-store.js';
import { contractSongs, mediaStoresContract } from '../src/core/media-server/media-stores.contract.js';
import { MemoryMirrors, MemoryPlays } from './memory/memory-media-stores.js';

// Real here: SQLite files. The in-memory stores meet the same contract.

mediaStoresContract('in memory', async () => {
  const stores = { mirrors: new MemoryMirrors(), plays: new MemoryPlays() };
  for (const { id, ...song } of contractSongs) stores.plays.songs.set(id, song);
  return {
    writer: { run: async (work) => work(stores) },
    counts: async (serverId) =>
      [...(stores.plays.counts.get(serverId)?.values() ?? [])]
        .sort((a, b) => a.songId - b.songId)
        .map(({ songId, count, lastPlayedAt }) => [songId, count, lastPlayedAt] as const),
    mirror: async (playlistId, serverId) => {
      const found = stores.mirrors.records.get(`${playlistId} ${serverId}`);
      return found && { remoteId: found.remoteId ?? '', lastError: found.lastError };
    },
    decision: async (playlistId) => {
      const found = stores.mirrors.decisions.get(playlistId);
      return found && { isMirrored: found.isMirrored, mode: found.mode };
    },
    close: async () => undefined,
  };
});

interface Opened {
  readonly database: Database;
  close(): Promise<void>;
}

async function openWith(sql: readonly string[]): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'media-stores-'));
  const database = await openCatalogue(join(folder, 'catalogsync.db'));
  await database
    .unitOfWork((session: WriteSession) => session)
    .run(async (session) => {
      for (const text of sql) await session.change(text);
    });
  const close = async (): Promise<void> => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { database, close };
}

const catalogue = [
  "INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'qq', 'p1', 'One'), (2, 'qq', 'p2', 'Two')",
  ...contractSongs.flatMap(({ id, name, hasFile, recordingId }) => [
    `INSERT INTO songs(id, platform, remote_song_id, name) VALUES (${id}, 'qq', 's${id}', '${name}')`,
    `INSERT INTO recording_songs(song_id, recording_id) VALUES (${id}, ${recordingId})`,
    ...(hasFile ? [`UPDATE songs SET active_file_count = 1 WHERE id = ${id}`] : []),
  ]),
];

mediaStoresContract('in SQLite', async () => {
  const { database, close } = await openWith(catalogue);
  const { reads } = database;
  type Nullable<Row> = { [K in keyof Row]: undefined extends Row[K] ? Exclude<Row[K], undefined> | null : Row[K] };
  return {
    writer: database.unitOfWork((session) => ({ mirrors: new SqliteMirrorStore(session), plays: new SqlitePlaysStore(session) })),
    counts: async (serverId) => {
      const text = 'SELECT song_id AS id, play_count AS count, last_played_at AS at FROM song_plays WHERE server_id = ? ORDER BY song_id';
      const rows = await reads.rows<{ id: number; count: number; at: number | null }>(text, serverId);
      return rows.map(({ id, count, at }) => [id, count, at ?? undefined] as const);
    },
    mirror: async (playlistId, serverId) => {
      const text = 'SELECT remote_id AS "remoteId", last_error AS "lastError" FROM mirrors WHERE playlist_id = ? AND server_id = ?';
      const [row] = await reads.rows<Nullable<{ remoteId: string; lastError: string | undefined }>>(text, playlistId, serverId);
      return row && known(row);
    },
    decision: async (playlistId) => {
      const text = 'SELECT is_mirrored AS "isMirrored", mode FROM mirror_choices WHERE playlist_id = ?';
      const [row] = await reads.rows<{ isMirrored: number; mode: string | null }>(text, playlistId);
      return row && { isMirrored: row.isMirrored === 1, mode: row.mode ?? undefined };
    },
    close,
  };
});

describe('when the folders of what a job downloaded are asked for', () => {
  const { signal } = new AbortController();
  const item = (id: number, locator: string, more: { stage?: number; status?: string } = {}): string =>
    `INSERT INTO job_items(id, job_stage_id, item_type, item_key, status, result_json)
      VALUES (${id}, ${more.stage ?? 1}, 'download_song_row', 'song:${id}', '${more.status ?? 'succeeded'}', '${JSON.stringify({ locator })}')`;
  const stages = ["INSERT INTO job_stages(id, job_run_id, stage_type) VALUES (1, 7, 'download'), (2, 7, 'scan'), (3, 8, 'scan')"];
  const foldersOf = async (jobId: number, limit: number, ...rows: readonly string[]): Promise<readonly string[] | undefined> => {
    const { database, close } = await openWith([...stages, ...rows]);
    const found = await new SqliteMirrorQuestions(database.reads, 'followed', 'local').touchedFolders(jobId, limit, signal);
    await close();
    return found && [...found].sort();
  };

  it('each is named once, and only where a file was placed', async () => {
    const skipped = `INSERT INTO job_items(id, job_stage_id, item_type, item_key, status, result_json)
      VALUES (9, 1, 'download_song_row', 'x', 'succeeded', '{"skipped": "already has a file"}')`;
    const rows = [item(1, 'qq/A/1.flac'), item(2, 'qq/A/2.flac'), item(3, 'qq/B/3.flac'), item(4, 'qq/C/4.flac', { status: 'failed' })];
    expect(await foldersOf(7, 10, ...rows, skipped, item(5, 'qq/D/5.flac', { stage: 2 }))).toEqual(['qq/A', 'qq/B']);
  });

  it('no more are named than wanted, and a file beside all folders has none', async () => {
    expect(await foldersOf(7, 2, ...[1, 2, 3, 4].map((id) => item(id, `qq/${id}/x.flac`)))).toHaveLength(2);
    expect(await foldersOf(7, 2, item(1, 'x.flac'))).toEqual(['']);
  });

  it('a job that cannot download has none, and one that downloaded nothing has an empty list', async () => {
    expect([await foldersOf(8, 10), await foldersOf(7, 10)]).toEqual([undefined, []]);
  });
});
