import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Where a local file lies is uploaded; its other local copies are not. */
const isLocal = (location: string): string =>
  `EXISTS (SELECT 1 FROM storage_backends b WHERE b.id = ${location}.backend_id AND b.backend_type = 'local' AND coalesce(b.base_path, '') <> '')`;
const isWanted = (location: string): string => `${location}.status = 'active' AND ${location}.is_primary = 1 AND ${isLocal(location)}`;

const wait = (locations: string, backends = "o.backend_type = 'object_storage'"): string =>
  `INSERT OR IGNORE INTO files_to_upload(backend_id, file_location_id) SELECT o.id, l.id FROM storage_backends o CROSS JOIN file_locations l
     WHERE ${backends} AND ${locations} AND ${isWanted('l')}`;

const place = (row: string): string =>
  ['bucket', 'endpoint', 'prefix'].map((key) => `coalesce(json_extract(${row}.config_json, '$.${key}'), '')`).join(" || ' ' || ");

const texts: readonly string[] = [
  // Kept by the triggers below, so that what waits is known at once however large the catalogue is.
  `CREATE TABLE files_to_upload(backend_id INTEGER NOT NULL, file_location_id INTEGER NOT NULL,
     PRIMARY KEY(backend_id, file_location_id)) WITHOUT ROWID`,
  `CREATE TABLE begun_uploads(file_location_id INTEGER NOT NULL, backend_id INTEGER NOT NULL, upload_id TEXT NOT NULL,
     part_bytes INTEGER NOT NULL, file_bytes INTEGER NOT NULL, PRIMARY KEY(file_location_id, backend_id)) WITHOUT ROWID`,
  `CREATE TABLE uploaded_parts(file_location_id INTEGER NOT NULL, backend_id INTEGER NOT NULL, number INTEGER NOT NULL,
     etag TEXT NOT NULL, md5 TEXT NOT NULL, PRIMARY KEY(file_location_id, backend_id, number)) WITHOUT ROWID`,
  'CREATE TABLE left_objects(backend_id INTEGER NOT NULL, object_key TEXT NOT NULL, PRIMARY KEY(backend_id, object_key)) WITHOUT ROWID',
  'CREATE INDEX upload_tasks_by_key ON upload_tasks(backend_id, object_key) WHERE object_key IS NOT NULL',
  `CREATE TRIGGER file_locations_added_upload AFTER INSERT ON file_locations WHEN ${isWanted('new')} BEGIN ${wait('l.id = new.id')}; END`,
  `CREATE TRIGGER file_locations_changed_upload AFTER UPDATE OF status, is_primary, locator, backend_id ON file_locations
     WHEN (old.status, old.is_primary, old.locator, old.backend_id) IS NOT (new.status, new.is_primary, new.locator, new.backend_id)
       AND ${isLocal('new')} BEGIN
     DELETE FROM files_to_upload WHERE file_location_id = new.id AND backend_id IN (SELECT id FROM storage_backends WHERE backend_type = 'object_storage');
     ${wait('l.id = new.id')}; END`,
  `CREATE TRIGGER file_assets_changed_upload AFTER UPDATE OF sha256, file_size_bytes ON file_assets
     WHEN (old.sha256, old.file_size_bytes) IS NOT (new.sha256, new.file_size_bytes) BEGIN ${wait('l.file_asset_id = new.id')}; END`,
  `CREATE TRIGGER file_locations_removed_upload AFTER DELETE ON file_locations BEGIN
     DELETE FROM files_to_upload WHERE file_location_id = old.id AND backend_id IN (SELECT id FROM storage_backends WHERE backend_type = 'object_storage'); END`,
  `CREATE TRIGGER storage_backends_added_upload AFTER INSERT ON storage_backends WHEN new.backend_type = 'object_storage' BEGIN
     ${wait("l.status = 'active'", 'o.id = new.id')}; END`,
  `CREATE TRIGGER storage_backends_moved_upload AFTER UPDATE OF config_json ON storage_backends
     WHEN new.backend_type = 'object_storage' AND json_valid(old.config_json) AND json_valid(new.config_json)
       AND ${place('old')} IS NOT ${place('new')} BEGIN
     ${wait("l.status = 'active'", 'o.id = new.id')}; END`,
  `CREATE TRIGGER storage_backends_removed_upload AFTER DELETE ON storage_backends BEGIN
     DELETE FROM files_to_upload WHERE backend_id = old.id; DELETE FROM left_objects WHERE backend_id = old.id; END`,
  // What an earlier program uploaded need not go up again.
  `${wait("l.status = 'active'")} AND NOT EXISTS (SELECT 1 FROM file_locations r WHERE r.file_asset_id = l.file_asset_id
     AND r.backend_id = o.id AND r.status = 'active' AND r.locator = l.locator)`,
];

/** Which files wait for object storage, how far begun uploads came, and objects that their files have left. */
export class Uploads1763700000250 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
