import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fillSearchTables,
  type Manifest,
  readIndices,
  readTables,
  SCHEMA_VERSION,
  searchTables,
  tablesOfVersion2,
} from '@catalogsync/snapshot-format';
import Database from 'better-sqlite3';
import type { CurrentSnapshot, SnapshotInUse } from '../src/core/snapshot/current-snapshot.js';
import { writeDocuments } from './document-fixture.js';
import { writeVersion2Rows } from './version-2-rows.js';

export const snapshotIds = ['snap-20260101T000000Z-0123456789ab', 'snap-20260102T000000Z-ba9876543210'] as const;

export function manifestOf(snapshotId: string, sequence = 1): Manifest {
  return {
    snapshot_id: snapshotId,
    generated_at: '2026-01-01T00:00:00Z',
    schema_version: SCHEMA_VERSION,
    playlist_count: 7,
    track_count: 12,
    file_count: 9,
    cover_count: 1,
    artist_count: 5,
    toplist_count: 3,
    sequence,
    expires_at: '2027-01-01T00:00:00Z',
    db_sha256: 'a'.repeat(64),
    db_size_bytes: 4096,
    previous_snapshot_id: null,
  };
}

/** A temporary folder, and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): void }> {
  const path = await mkdtemp(join(tmpdir(), 'public-api-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

type Row = readonly (string | number | null)[];

const playlists: readonly Row[] = [
  [1, 'qq', 'p1', '华语经典', '描述', 'http://covers.example/1.jpg', 99, 3],
  [2, 'qq', 'p2', '华语经典', null, null, 99, 0],
  [3, 'netease', 'p3', 'Jazz', null, null, 0, 1],
  [4, 'library', 'p4', '', '', null, 5, 12],
  [5, 'qq', 'p5', 'Ärger', null, null, 100, 0],
  [6, 'kuwo', 'p6', '酷我热歌榜', null, null, 7, 1],
  [7, 'kuwo', 'p7', '酷我新歌榜', null, null, 7, 1],
];

const metadata: Readonly<Record<number, string | null>> = {
  1: '{"duration_ms": 299000, "album": "七里香"}',
  2: '{"duration_ms": "215000.4", "album": {"name": "叶惠美", "id": 3}}',
  3: '{not json',
  4: null,
  5: '[]',
  6: '{"album": {"title": "Kind of Blue"}, "duration_ms": -1}',
  7: '"text"',
  8: 'null',
  9: '{"album": 7, "duration_ms": {}}',
};

const tracks: readonly Row[] = Array.from({ length: 12 }, (_, index): Row => {
  const id = index + 1;
  return [
    id,
    'qq',
    `s${id}`,
    id === 1 ? '七里香' : `Song ${id}`,
    id === 10 ? 'Nobody / Somebody ' : '周杰伦',
    'mp3',
    1000 + id,
    metadata[id] ?? null,
  ];
});

const files: readonly Row[] = [
  [11, 1, 'high', 'mp3', 9_000_000, 'local', 'default', '周杰伦/七里香.mp3', null, 'active', 1],
  [12, 1, 'lossless', 'flac', 30_000_000, 'local', 'default', '周杰伦/七里香.flac', null, 'active', 1],
  [13, 1, 'high', 'mp3', 9_000_000, 'object_storage', 'r2', 'k/1.mp3', 'https://cdn.example/k/1.mp3', 'active', 0],
  [14, 2, null, 'mp3', null, 'local', 'default', 'a/2.mp3', null, 'active', 1],
  [15, 3, 'lossless', 'flac', 5, 'object_storage', 'private', 'k/3.flac', null, 'active', 1],
  [16, 4, 'high', 'mp3', 5, 'object_storage', 'r2', 'k/4.mp3', 'https://cdn.example/k/4%20x.mp3', 'active', 1],
  [17, 4, 'high', 'mp3', 5, 'local', 'default', 'k/4.mp3', null, 'active', 0],
];

const tables: Readonly<Record<string, readonly Row[]>> = {
  catalog_playlists: playlists,
  catalog_tracks: tracks,
  catalog_playlist_tracks: [
    [1, 3, 0],
    [1, 1, 1],
    [1, 2, 2],
    [3, 6, 0],
    ...tracks.map((row, index): Row => [4, Number(row[0]), index]),
    [6, 1, 0],
    [7, 2, 0],
  ],
  catalog_track_files: files,
  catalog_toplists: [
    ['kuwo_top_16', 6, 'kuwo', '酷我热歌榜', null, null, 7, 1, '酷我榜单'],
    ['kuwo_top_16', 7, 'kuwo', '酷我新歌榜', null, null, 7, 1, '酷我榜单'],
    ['newest/100 %', 4, 'library', '', '', null, 5, 12, null],
    ['榜', 7, 'kuwo', '酷我新歌榜', null, null, 7, 1, '新歌'],
  ],
  catalog_artists: [
    [1, '周杰伦', 10],
    [2, 'Miles Davis', 1],
    [3, 'Miles Davis', 0],
    [4, 'Zoë', 1],
    [5, '', 0],
  ],
  catalog_artist_tracks: [
    ...tracks.filter((row) => ![6, 10].includes(Number(row[0]))).map((row): Row => [1, Number(row[0]), row[0] === 2 ? 1 : 0]),
    [2, 6, 0],
    [4, 2, 0],
  ],
};

/** What a written snapshot differs by. */
export interface SnapshotVariant {
  /** SQL that adds further rows. */
  readonly more?: string;
  /** The schema version; the newest if absent. */
  readonly version?: 1 | 2;
}

/** Fills an empty database with the rows of these tests. */
function writeReadTables(database: Database.Database, snapshotId: string, { more = '', version = 2 }: SnapshotVariant): void {
  for (const sql of [...readTables, ...searchTables]) database.exec(sql);
  for (const [table, rows] of Object.entries(tables)) {
    for (const row of rows) database.prepare(`INSERT INTO ${table} VALUES(${row.map(() => '?').join(',')})`).run(...row);
  }
  if (version === 2) writeVersion2Rows(database, snapshotId);
  database.exec(more);
  if (version === 2) writeDocuments(database);
  for (const sql of readIndices) database.exec(sql);
  fillSearchTables(database);
  database.prepare('INSERT INTO snapshot_info VALUES(?, ?, ?)').run(snapshotId, version, '2026-01-01T00:00:00Z');
  if (version === 1) for (const sql of tablesOfVersion2) database.exec(`DROP TABLE ${/ (catalog_\w+)/.exec(sql)?.[1]}`);
}

/** Creates a `catalog_read.db`. */
export function writeSnapshotDatabase(file: string, snapshotId: string, variant: SnapshotVariant = {}): void {
  const database = new Database(file);
  database.transaction(() => writeReadTables(database, snapshotId, variant))();
  database.close();
}

/** A snapshot in use that tests set by hand. */
export class FixedSnapshot implements CurrentSnapshot {
  inUse: SnapshotInUse | undefined;
  problem: ReturnType<CurrentSnapshot['status']>['fault'];
  freshUntil: number | undefined;

  current(): SnapshotInUse | undefined {
    return this.inUse;
  }

  /** What is kept of earlier ones. */
  earlier: SnapshotInUse | undefined;

  kept(snapshotId: string): SnapshotInUse | undefined {
    return this.earlier?.manifest.snapshot_id === snapshotId ? this.earlier : undefined;
  }

  status(): ReturnType<CurrentSnapshot['status']> {
    return { fault: this.problem, freshUntil: this.freshUntil, pinned: false };
  }
}
