import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { platformName } from '@catalogsync/catalog';
import { asGiven, type Database, known, oneOfGiven, type SqlValue } from '@catalogsync/sqlite';
import type { EarlierBackend, EarlierLibrary, EarlierRows, RemoteKey } from '../../core/import/earlier-library.js';

const batch = 500;
/** Playlists may be long. */
const listBatch = 20;

type Page<Row> = (after: number, limit: number) => Promise<Row[]>;
type Ordered<Row> = Row & { readonly at: number };

/** Rows by ascending `at`, whatever their number. */
async function* pagesOf<Row>(page: Page<Ordered<Row>>, limit = batch): AsyncGenerator<Ordered<Row>[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await page(after, limit);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.at;
  }
}

async function* mapped<Row, Made>(pages: AsyncIterable<Row[]>, make: (row: Row) => Made | Promise<Made>): AsyncGenerator<Made[]> {
  for await (const rows of pages) yield await Promise.all(rows.map(make));
}

const keyOf = (platform: string, remoteId: string): RemoteKey => ({ platform: platformName(platform), remoteId });

const backendColumns = `b.name, b.backend_type AS "backendType", b.base_path AS "basePath", b.config_json AS "configJson"`;
const assetKey = 's.platform, s.remote_song_id AS "remoteId", a.quality_label AS "qualityLabel", a.ext';

/** Text of the page of a table; `?` are the position and the number of rows. */
const texts = {
  storage_backends: `SELECT b.id AS at, ${backendColumns} FROM storage_backends b WHERE b.id > ? ORDER BY b.id LIMIT ?`,
  playlist_pools: `SELECT id AS at, platform, pool_kind AS "poolKind", external_id AS "externalId", name, url, metadata_json AS "metadataJson"
    FROM playlist_pools WHERE id > ? ORDER BY id LIMIT ?`,
  playlists: `SELECT id AS at, platform, remote_playlist_id AS "remoteId", name, description, cover_url AS "coverUrl", play_count AS "playCount"
    FROM playlists WHERE id > ? ORDER BY id LIMIT ?`,
  songs: `SELECT id AS at, platform, remote_song_id AS "remoteId", name, singers, ext, file_size_bytes AS "fileSizeBytes",
    metadata_json AS "metadataJson" FROM songs WHERE id > ? ORDER BY id LIMIT ?`,
  artists: 'SELECT id AS at, platform, remote_artist_id AS "remoteId", name FROM artists WHERE id > ? ORDER BY id LIMIT ?',
  artist_songs: `SELECT id AS at, platform, remote_song_id AS "remoteId" FROM songs
    WHERE id > ? AND EXISTS (SELECT 1 FROM artist_songs x WHERE x.song_id = songs.id) ORDER BY id LIMIT ?`,
  playlist_songs: `SELECT id AS at, platform, remote_playlist_id AS "remoteId", last_synced_at AS "lastSyncedAt" FROM playlists
    WHERE id > ? AND EXISTS (SELECT 1 FROM playlist_songs x WHERE x.playlist_id = playlists.id) ORDER BY id LIMIT ?`,
  pool_playlists: `SELECT id AS at, platform, remote_playlist_id AS "remoteId" FROM playlists
    WHERE id > ? AND EXISTS (SELECT 1 FROM pool_playlists x WHERE x.playlist_id = playlists.id) ORDER BY id LIMIT ?`,
  file_assets: `SELECT a.id AS at, ${assetKey}, a.file_size_bytes AS "fileSizeBytes", a.sha256, a.bitrate, a.sample_rate AS "sampleRate",
    a.bit_depth AS "bitDepth", a.duration_ms AS "durationMs" FROM file_assets a JOIN songs s ON s.id = a.song_id
    WHERE a.id > ? ORDER BY a.id LIMIT ?`,
  file_locations: `SELECT l.id AS at, ${assetKey}, ${backendColumns}, l.locator, l.status, l.is_primary AS "isPrimary" FROM file_locations l
    JOIN file_assets a ON a.id = l.file_asset_id JOIN songs s ON s.id = a.song_id JOIN storage_backends b ON b.id = l.backend_id
    WHERE l.id > ? ORDER BY l.id LIMIT ?`,
} as const;

const children = {
  artists: `SELECT x.song_id AS parent, a.platform, a.remote_artist_id AS "remoteId" FROM artist_songs x JOIN artists a ON a.id = x.artist_id
    WHERE x.song_id ${oneOfGiven} ORDER BY x.song_id, x.position, a.id`,
  songs: `SELECT s.platform, s.remote_song_id AS "remoteId" FROM playlist_songs x JOIN songs s ON s.id = x.song_id
    WHERE x.playlist_id = ? ORDER BY x.position`,
  pools: `SELECT p.platform, p.pool_kind AS "poolKind", p.external_id AS "externalId" FROM pool_playlists x JOIN playlist_pools p ON p.id = x.pool_id
    WHERE x.playlist_id = ? ORDER BY p.id`,
} as const;

/** @param folder of the original file, which relative base paths start from */
export function libraryOver(database: Database, folder: string): Pick<EarlierLibrary, 'pages' | 'count'> {
  const { reads } = database;
  const rows = <Row extends object>(table: keyof typeof texts, limit?: number): AsyncGenerator<Ordered<Row>[]> =>
    pagesOf<Row>(
      async (after, size) => (await reads.rows<Ordered<Row>>(texts[table], after, size)).map((row) => known(row) as Ordered<Row>),
      limit,
    );
  const keysOf = async (sql: string, id: SqlValue): Promise<RemoteKey[]> =>
    (await reads.rows<RemoteKey>(sql, id)).map(({ platform, remoteId }) => keyOf(platform, remoteId));
  const renamed = <Row extends { readonly platform: string }>({ at: _at, ...row }: Ordered<Row>) =>
    ({ ...row, platform: platformName(row.platform) }) as unknown as Row;
  return {
    count: (table) => reads.statement<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0,
    pages: {
      storage_backends: () => mapped(rows<EarlierBackend>('storage_backends'), (row) => backendOf(row, folder)),
      playlist_pools: () => mapped(rows<EarlierRows['playlist_pools']>('playlist_pools'), renamed),
      playlists: () => mapped(rows<EarlierRows['playlists']>('playlists'), renamed),
      songs: () => mapped(rows<EarlierRows['songs']>('songs'), renamed),
      artists: () => mapped(rows<EarlierRows['artists']>('artists'), renamed),
      pool_playlists: () => linksOf(rows<RemoteKey>('pool_playlists'), (sql, id) => reads.rows(sql, id)),
      artist_songs: () => artistsOf(rows<RemoteKey>('artist_songs'), (sql, ids) => reads.rows(sql, asGiven(ids))),
      playlist_songs: () =>
        mapped(
          rows<RemoteKey & { lastSyncedAt: string | undefined }>('playlist_songs', listBatch),
          async ({ at, platform, remoteId, lastSyncedAt }) => ({
            playlist: keyOf(platform, remoteId),
            lastSyncedAt,
            songs: await keysOf(children.songs, at),
          }),
        ),
      file_assets: () => mapped(rows<AssetRow>('file_assets'), ({ at: _at, ...row }) => ({ ...row, ...assetOf(row) })),
      file_locations: () => mapped(rows<LocationRow>('file_locations'), (row) => locationOf(row, folder)),
    },
  };
}

type ChildRow = RemoteKey & { readonly parent: number };

async function* artistsOf(
  songs: AsyncIterable<Ordered<RemoteKey>[]>,
  ask: (sql: string, ids: readonly number[]) => Promise<ChildRow[]>,
): AsyncGenerator<EarlierRows['artist_songs'][]> {
  for await (const page of songs) {
    const found = await ask(
      children.artists,
      page.map(({ at }) => at),
    );
    const byParent = Map.groupBy(found, ({ parent }) => parent);
    yield page.map(({ at, platform, remoteId }) => ({
      song: keyOf(platform, remoteId),
      artists: (byParent.get(at) ?? []).map((artist) => keyOf(artist.platform, artist.remoteId)),
    }));
  }
}

type PoolRow = EarlierRows['pool_playlists']['pool'];

async function* linksOf(
  playlists: AsyncIterable<Ordered<RemoteKey>[]>,
  ask: (sql: string, id: number) => Promise<PoolRow[]>,
): AsyncGenerator<EarlierRows['pool_playlists'][]> {
  for await (const page of playlists) {
    const links = await Promise.all(
      page.map(async ({ at, platform, remoteId }) => {
        const pools = await ask(children.pools, at);
        return pools.map((pool) => ({ pool: { ...pool, platform: platformName(pool.platform) }, playlist: keyOf(platform, remoteId) }));
      }),
    );
    yield links.flat();
  }
}

type AssetRow = RemoteKey & Omit<EarlierRows['file_assets'], 'song'>;
type LocationRow = RemoteKey &
  EarlierBackend &
  Pick<AssetRow, 'qualityLabel' | 'ext'> &
  Record<'locator' | 'status', string> & { isPrimary: number };

const assetOf = ({ platform, remoteId, qualityLabel, ext }: Pick<AssetRow, 'platform' | 'remoteId' | 'qualityLabel' | 'ext'>) => ({
  song: keyOf(platform, remoteId),
  qualityLabel,
  ext,
});

function backendOf({ name, backendType, basePath, configJson }: EarlierBackend, folder: string): EarlierBackend {
  const path = backendType === 'local' && basePath !== undefined && basePath !== '' ? resolve(folder, basePath) : undefined;
  return { name, backendType, basePath: path, configJson };
}

function locationOf(row: LocationRow, folder: string): EarlierRows['file_locations'] {
  const { locator, status, isPrimary } = row;
  const backend = backendOf(row, folder);
  const isThere = backend.basePath === undefined || status !== 'active' || existsSync(join(backend.basePath, locator));
  return { asset: assetOf(row), backend, locator, status, isPrimary, isThere };
}
