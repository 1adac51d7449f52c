import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@catalogsync/sqlite';
import { SqliteManualMatches, SqliteRejectedFiles } from '../src/adapters/sqlite/choice-stores.js';
import { SqliteQuarantineStore } from '../src/adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from '../src/adapters/sqlite/download-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';
import { describeManualMatches, describeRejectedFiles } from '../src/core/choices/choice-stores.contract.js';
import { describeDownloadStore, describeQuarantineStore } from '../src/core/downloads/download-stores.contract.js';
import { MemoryDownloadStore, MemoryQuarantineStore } from './memory/memory-download-store.js';
import { MemoryManualMatches } from './memory/memory-manual-matches.js';
import { MemoryRejectedFiles } from './memory/memory-rejected-files.js';

// Real here: SQLite in temporary folders.
const inSqlite =
  <Store>(bind: (database: Database) => Store) =>
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'stores-'));
    const database = await openSideDatabase(join(home, 'catalogsync.db'));
    const close = async (): Promise<void> => {
      await database.close();
      rmSync(home, { recursive: true });
    };
    return { store: bind(database), close };
  };

const inMemory =
  <Store>(make: () => Store) =>
  async () => ({ store: make(), close: async () => undefined });

describeManualMatches(
  'memory',
  inMemory(() => new MemoryManualMatches()),
);
describeManualMatches(
  'SQLite',
  inSqlite((database) => new SqliteManualMatches(database)),
);
describeRejectedFiles(
  'memory',
  inMemory(() => new MemoryRejectedFiles()),
);
describeRejectedFiles(
  'SQLite',
  inSqlite((database) => new SqliteRejectedFiles(database, { now: () => 0 })),
);
describeDownloadStore(
  'memory',
  inMemory(() => new MemoryDownloadStore()),
);
describeDownloadStore(
  'SQLite',
  inSqlite((database) => new SqliteDownloadStore(database)),
);
describeQuarantineStore(
  'memory',
  inMemory(() => {
    const downloads = new MemoryDownloadStore();
    return { quarantine: new MemoryQuarantineStore(downloads), downloads };
  }),
);
describeQuarantineStore(
  'SQLite',
  inSqlite((database) => ({ quarantine: new SqliteQuarantineStore(database), downloads: new SqliteDownloadStore(database) })),
);
