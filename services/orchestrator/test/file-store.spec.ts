import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, UnitOfWork } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { track, trackFile } from '../src/core/catalogue/catalogue-stores.contract.js';
import type { TrackFile } from '../src/core/sources/source-catalog.js';

// Real here: SQLite files. What both stores have in common is in the contract of the catalogue's stores.

let folder: string;
let database: Database;
let stores: UnitOfWork<{ files: SqliteFileStore; songs: SqliteSongStore }>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'file-store-'));
  database = await openCatalogue(join(folder, 'catalogsync.db'));
  stores = database.unitOfWork((session) => ({ files: new SqliteFileStore(session), songs: new SqliteSongStore(session) }));
  await stores.run(({ songs }) => songs.save('qq', [track('1')]));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The same file on a local backend; returns the id of its location. */
const onBackend = (name: string, given: Partial<TrackFile> = {}): Promise<number> =>
  stores.run(async ({ files }) => {
    const backend = await files.saveBackend({ name, basePath: `/${name}`, source: '' });
    const [id] = await files.register('qq', backend, [trackFile('1', { sha256: 'ab', ...given })]);
    return id ?? 0;
  });

const missing = (...ids: number[]): Promise<void> => stores.run(({ files }) => files.markMissing(ids));

/** Each location as its id, state and whether it is the primary one. */
const locations = async (): Promise<string[]> => {
  const rows = await database.reads.rows<{ id: number; status: string; primary: number }>(
    'SELECT id, status, is_primary AS "primary" FROM file_locations ORDER BY id',
  );
  return rows.map(({ id, status, primary }) => `${id} ${status}${primary === 1 ? ' primary' : ''}`);
};

describe('when a file has several locations', () => {
  it('the first is primary, and stays it while it is there', async () => {
    const [a, b] = [await onBackend('a'), await onBackend('b')];
    expect(await locations()).toEqual([`${a} active primary`, `${b} active`]);
    await onBackend('b', { locator: 'moved.flac' });
    expect(await locations()).toEqual([`${a} active primary`, `${b} active`]);
    await missing(b);
    expect(await locations()).toEqual([`${a} active primary`, `${b} missing`]);
  });

  it('another becomes primary when the primary one is missing, and keeps that when it is back', async () => {
    const [a, b, c] = [await onBackend('a'), await onBackend('b'), await onBackend('c')];
    await missing(a);
    expect(await locations()).toEqual([`${a} missing`, `${b} active primary`, `${c} active`]);
    await onBackend('a');
    expect(await locations()).toEqual([`${a} active`, `${b} active primary`, `${c} active`]);
    await missing(a, b);
    expect(await locations()).toEqual([`${a} missing`, `${b} missing`, `${c} active primary`]);
  });

  it('there is one primary at most, whichever of the others goes missing', async () => {
    const [a, b, c] = [await onBackend('a'), await onBackend('b'), await onBackend('c')];
    await missing(a);
    await onBackend('a');
    await missing(c);
    expect(await locations()).toEqual([`${a} active`, `${b} active primary`, `${c} missing`]);
  });

  it('none is primary while all are missing, and the first that is back becomes it', async () => {
    const [a, b] = [await onBackend('a'), await onBackend('b')];
    await missing(a, b);
    expect(await locations()).toEqual([`${a} missing`, `${b} missing`]);
    await onBackend('b');
    expect(await locations()).toEqual([`${a} missing`, `${b} active primary`]);
  });

  it('a copy in object storage never becomes primary', async () => {
    const [a, b] = [await onBackend('a'), await onBackend('bucket')];
    const toBucket = "UPDATE storage_backends SET backend_type = 'object_storage' WHERE name = 'bucket'";
    await database.unitOfWork((session) => session).run((session) => session.change(toBucket));
    await missing(a);
    expect(await locations()).toEqual([`${a} missing`, `${b} active`]);
  });
});

describe('when a file is registered again', () => {
  const hash = async () => (await database.reads.rows<{ sha256: string | null }>('SELECT sha256 FROM file_assets'))[0]?.sha256;

  it('its hash stays while nothing shows that its bytes have changed, and is forgotten otherwise', async () => {
    await onBackend('a');
    await onBackend('a', { sha256: undefined });
    expect(await hash()).toBe('ab');
    await onBackend('a', { sha256: undefined, fileSizeBytes: 101 });
    expect(await hash()).toBeNull();
    await onBackend('a', { sha256: 'cd', fileSizeBytes: 101 });
    expect(await hash()).toBe('cd');
  });
});
