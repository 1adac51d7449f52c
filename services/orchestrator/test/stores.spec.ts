import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLogContract } from '@catalogsync/audit/testing';
import { systemClock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { describe, expect, it } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteCatalogueReader } from '../src/adapters/sqlite/stores/catalogue-reader.js';
import { SqliteCatalogueLists } from '../src/adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteJobHistory } from '../src/adapters/sqlite/stores/console-job-history.js';
import { SqliteSessionStore } from '../src/adapters/sqlite/stores/console-session-store.js';
import { SqliteApiTokenStore } from '../src/adapters/sqlite/stores/console-token-store.js';
import { SqliteConsoleUserStore } from '../src/adapters/sqlite/stores/console-user-store.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqlitePlaylistHistory } from '../src/adapters/sqlite/stores/playlist-history.js';
import { SqliteScheduleRuns, SqliteScheduleStore } from '../src/adapters/sqlite/stores/schedule-store.js';
import { SqliteScopeStore } from '../src/adapters/sqlite/stores/scope-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { SqliteStorageBackendStore, saveLocalBackend } from '../src/adapters/sqlite/stores/storage-backend-store.js';
import { bindAudit } from '../src/audit.binding.js';
import { catalogueContract, listed, track } from '../src/core/catalogue/catalogue-stores.contract.js';
import { playlistHistoryContract } from '../src/core/catalogue/playlist-history.contract.js';
import { storageBackendContract } from '../src/core/catalogue/storage-backend.contract.js';
import { consoleListsContract, type Listed } from '../src/core/console/console-lists.contract.js';
import { consoleStoresContract } from '../src/core/console/console-stores.contract.js';
import { scopeStoreContract } from '../src/core/playlist-file/scope-store.contract.js';
import { scheduleStoreContract } from '../src/core/schedules/schedule-store.contract.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';
import { MemoryHistory } from './memory/memory-history.js';
import { MemoryLists } from './memory/memory-lists.js';
import { MemoryPlaylistHistory } from './memory/memory-playlist-history.js';
import { MemoryReader } from './memory/memory-reader.js';
import { MemorySchedules } from './memory/memory-schedules.js';
import { MemoryScope } from './memory/memory-scope.js';
import { MemorySessions } from './memory/memory-sessions.js';
import { MemoryStorageBackends } from './memory/memory-storage-backends.js';
import { MemoryTokens } from './memory/memory-tokens.js';
import { MemoryUsers } from './memory/memory-users.js';

// Real here: SQLite files. The in-memory stores meet the same contracts.
const nothingToClose = { close: async () => undefined };

async function opened<Stores>(bind: (database: Database) => Stores | Promise<Stores>): Promise<Stores & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'));
  const database = await openCatalogue(join(folder, 'catalogsync.db'));
  const close = async (): Promise<void> => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...(await bind(database)), close };
}

const inMemory = async () => {
  const writer = new MemoryCatalogue((tables) => ({ scope: new MemoryScope(tables) }));
  const history = new MemoryPlaylistHistory(writer.tables);
  return { writer, reader: new MemoryReader(writer.tables), history, ...nothingToClose };
};
const inSqlite = () =>
  opened((database) => ({
    writer: database.unitOfWork((session) => ({
      listing: new SqliteListingStore(session),
      songs: new SqliteSongStore(session),
      files: new SqliteFileStore(session),
      scope: new SqliteScopeStore(session),
    })),
    reader: new SqliteCatalogueReader(database.reads),
    history: new SqlitePlaylistHistory(database.reads),
  }));

catalogueContract('in memory', inMemory);
catalogueContract('in SQLite', inSqlite);
playlistHistoryContract('in memory', inMemory);
playlistHistoryContract('in SQLite', inSqlite);
scopeStoreContract('in memory', inMemory);
scopeStoreContract('in SQLite', inSqlite);

storageBackendContract('in memory', async () => {
  const store = new MemoryStorageBackends([{ name: 'home', type: 'local', basePath: '/music' }]);
  return { store, reopened: async () => store, ...nothingToClose };
});
storageBackendContract('in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'));
  const open = () => openCatalogue(join(folder, 'catalogsync.db'));
  let database = await open();
  await database.write((entities) => saveLocalBackend(entities, { name: 'home', basePath: '/music' }));
  return {
    store: new SqliteStorageBackendStore(database),
    reopened: async () => {
      await database.close();
      database = await open();
      return new SqliteStorageBackendStore(database);
    },
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

consoleStoresContract('in memory', async () => {
  return { users: new MemoryUsers(), tokens: new MemoryTokens(), sessions: new MemorySessions(), ...nothingToClose };
});
consoleStoresContract('in SQLite', () =>
  opened((database) => ({
    users: new SqliteConsoleUserStore(database),
    tokens: new SqliteApiTokenStore(database),
    sessions: new SqliteSessionStore(database),
  })),
);

auditLogContract('in SQLite', () =>
  opened((database) => ({ log: bindAudit(database, systemClock, () => undefined).log, service: 'orchestrator' })),
);

describe('when entries of the audit log grow old', () => {
  it('they go, a few with each new one, and younger ones stay', async () => {
    const opened = await openedAudit();
    const action = { actor: 'a', via: 'grpc' as const, address: 'local', action: 'x', target: 'y' };
    try {
      for (const at of [1, 2, 500, 900]) await opened.log.add(action, 'done', at);
      await opened.log.add(action, 'done', 1_400);
      expect((await opened.log.list({ limit: 9 })).map(({ at }) => at)).toEqual([1_400, 900, 500]);
    } finally {
      await opened.close();
    }
  });
});

describe('when entries of the history of playlists grow old', () => {
  it('they go, a few with each new one, and younger ones stay', async () => {
    const { writer, history, close } = await opened((database) => ({
      writer: database.unitOfWork((session) => ({
        listing: new SqliteListingStore(session),
        songs: new SqliteSongStore(session, 1_000),
      })),
      history: new SqlitePlaylistHistory(database.reads),
    }));
    try {
      const { playlistIds } = await writer.run(({ listing }) => listing.save('qq', [listed('a')]));
      const [id = 0] = playlistIds;
      const [one = 0, two = 0] = await writer.run(({ songs }) => songs.save('qq', [track('1'), track('2')]));
      const syncs: [at: number, songs: number[]][] = [
        [1, []],
        [2, [one]],
        [500, [two]],
        [900, [one]],
        [1_400, [two]],
      ];
      for (const [at, songIds] of syncs) await writer.run(({ songs }) => songs.replacePlaylistSongs(id, songIds, at));
      expect((await history.changes(id, { limit: 9 })).map(({ changedAt }) => changedAt)).toEqual([1_400, 900, 500]);
    } finally {
      await close();
    }
  });
});

const openedAudit = () => opened((database) => bindAudit(database, systemClock, () => undefined, { maxAgeMs: 1_000 }));

const fill = (database: Database, { playlists, songs, recordings, openJobs, events }: Listed): Promise<void> =>
  database
    .unitOfWork((session) => session)
    .run(async (session) => {
      const add = (table: string, row: Record<string, string | number | undefined>) => {
        const given = Object.entries(row).filter(([, value]) => value !== undefined);
        const text = `INSERT INTO ${table}(${given.map(([name]) => name).join()}) VALUES (${given.map(() => '?').join()})`;
        return session.change(text, ...given.map(([, value]) => value ?? null));
      };
      const at = new Date(1000).toISOString();
      for (const { id, platform, remoteId, name, syncStatus } of playlists)
        await add('playlists', { id, platform, remote_playlist_id: remoteId, name, sync_status: syncStatus });
      await add('storage_backends', { id: 1, name: 'home' });
      for (const { id, platform, remoteId, name, fileCount, status } of songs) {
        await add('songs', { id, platform, remote_song_id: remoteId, name });
        if (status !== 'gone') await add('playlist_songs', { playlist_id: playlists[0]?.id, song_id: id, position: id });
        await add('file_assets', { id, song_id: id });
        if (fileCount > 0) await add('file_locations', { file_asset_id: id, backend_id: 1, status: 'active' });
      }
      for (const { songIds, acrossPlatforms } of recordings) {
        const [id] = songIds;
        await add('recordings', { id, across_platforms: Number(acrossPlatforms) });
        for (const songId of songIds) await add('recording_songs', { song_id: songId, recording_id: id });
      }
      for (const id of openJobs) await add('job_runs', { id, status: 'running' });
      await add('job_runs', { id: 2, status: 'succeeded' });
      for (const { id, jobId, type, message } of events)
        await add('job_events', { id, job_run_id: jobId, event_type: type, message, created_at: at });
    });

consoleListsContract('in memory', async (listed) => {
  return { lists: new MemoryLists(listed), history: new MemoryHistory(listed), ...nothingToClose };
});
consoleListsContract('in SQLite', (listed) =>
  opened(async (database) => {
    await fill(database, listed);
    return { lists: new SqliteCatalogueLists(database.reads), history: new SqliteJobHistory(database.reads) };
  }),
);

scheduleStoreContract('in memory', async () => {
  const store = new MemorySchedules();
  return { store, record: (run) => store.record(run), ...nothingToClose };
});
scheduleStoreContract('in SQLite', () =>
  opened((database) => {
    const runs = database.unitOfWork(({ entities }) => new SqliteScheduleRuns(entities));
    return { store: new SqliteScheduleStore(database), record: (run) => runs.run((store) => store.record(run)) };
  }),
);
