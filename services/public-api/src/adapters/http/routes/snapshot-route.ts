import { ref } from '@catalogsync/http';
import type { Manifest } from '@catalogsync/snapshot-format';
import { type SnapshotOperation, snapshotOperation } from '../snapshot-operation.js';

/** The manifest with the field names of the API. */
function manifestBody(manifest: Manifest): object {
  return {
    snapshotId: manifest.snapshot_id,
    generatedAt: manifest.generated_at,
    expiresAt: manifest.expires_at,
    schemaVersion: manifest.schema_version,
    sequence: manifest.sequence,
    previousSnapshotId: manifest.previous_snapshot_id,
    playlistCount: manifest.playlist_count,
    trackCount: manifest.track_count,
    fileCount: manifest.file_count,
    coverCount: manifest.cover_count,
    artistCount: manifest.artist_count,
    toplistCount: manifest.toplist_count,
    dbSha256: manifest.db_sha256,
    dbSizeBytes: manifest.db_size_bytes,
  };
}

export const snapshotInUseRoute: SnapshotOperation = snapshotOperation('getSnapshot', '/v1/snapshot', {
  tag: 'service',
  summary: 'The snapshot in use, and when it was adopted.',
  problems: [],
  path: {},
  query: {},
  response: ref('Snapshot'),
  read: ({ version: snapshot }) => ({ manifest: manifestBody(snapshot.manifest), adoptedAt: new Date(snapshot.adoptedAt).toISOString() }),
});
