import { BulkTable, type WriteSession } from '@catalogsync/sqlite';
import type { EarlierPoolKey, EarlierRows, RemoteKey } from '../../../core/import/earlier-library.js';
import { filled, outcomeOf, type Values } from '../../../core/import/filled.js';
import type { RowOutcome } from '../../../core/import/import-report.js';
import type { ImportStore } from '../../../core/import/import-store.js';
import { instantOf } from '../columns.js';
import { artists, playlistPools, playlists, songs } from '../rows/catalogue-rows.js';
import { ImportedFiles } from './imported-files.js';

const poolTable = new BulkTable(playlistPools, ['platform', 'poolKind', 'externalId'], ['name', 'url', 'metadataJson']);
const playlistTable = new BulkTable(playlists, ['platform', 'remotePlaylistId'], ['name', 'description', 'coverUrl', 'playCount']);
const songTable = new BulkTable(songs, ['platform', 'remoteSongId'], ['name', 'singers', 'ext', 'fileSizeBytes', 'metadataJson']);
const artistTable = new BulkTable(artists, ['platform', 'remoteArtistId'], ['name']);

const findSong = 'SELECT id FROM songs WHERE platform = ? AND remote_song_id = ?';
const findArtist = 'SELECT id FROM artists WHERE platform = ? AND remote_artist_id = ?';
const findPlaylist = 'SELECT id, last_synced_at AS "lastSyncedAt" FROM playlists WHERE platform = ? AND remote_playlist_id = ?';
const findPool = 'SELECT id FROM playlist_pools WHERE platform = ? AND pool_kind = ? AND external_id = ?';
const songsOfPlaylist = 'SELECT song_id AS "songId" FROM playlist_songs WHERE playlist_id = ? ORDER BY position';
const addSong = 'INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (?, ?, ?)';
const addArtist = 'INSERT INTO artist_songs(artist_id, song_id, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const addLink = 'INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (?, ?) ON CONFLICT DO NOTHING';
const closeList = `UPDATE playlists SET collected_song_count = ?, sync_status = 'synced', last_synced_at = coalesce(?, last_synced_at),
  last_error = NULL WHERE id = ?`;

const named = ({ platform, remoteId }: RemoteKey): string => `${platform} ${remoteId}`;
const poolValues = ({ platform, poolKind, externalId }: EarlierPoolKey): string[] => [platform, poolKind, externalId];
/** The migration names rows without an id after their place in the table, which means nothing anywhere else. */
const hasNoId = (remoteId: string): boolean => remoteId === '' || /^row--?\d+$/.test(remoteId);
const withoutId = (example: string): RowOutcome => ({ skipped: 'it has no id on its platform', example });

interface Stored {
  readonly id: number;
}

/** Of tables whose rows have an identity of their own. */
interface Keyed<Row> {
  readonly idOf: (row: Row) => string;
  readonly exampleOf: (row: Row) => string;
  readonly save: (rows: readonly Row[]) => Promise<readonly (Values | undefined)[]>;
  readonly valuesOf: (row: Row) => Values;
}

/** What an earlier tool collected, in the transaction of a session. */
export function importStore(session: WriteSession): ImportStore {
  const files = new ImportedFiles(session);
  const lists = new ImportedLists(session);
  return {
    storage_backends: (rows) => files.saveBackends(rows),
    playlist_pools: (rows) =>
      saveKeyed(rows, {
        idOf: ({ externalId }) => externalId,
        exampleOf: ({ platform, poolKind, externalId, name }) => `${platform} ${poolKind} ${externalId} (${name})`,
        valuesOf: ({ name, url, metadataJson }) => ({ name, url, metadataJson }),
        save: async (given) => {
          const found = await poolTable.find(session, given);
          await poolTable.write(session, given, found, ({ name, url, metadataJson }, before) =>
            filled(before, { name, url, metadataJson }),
          );
          return found as readonly (Values | undefined)[];
        },
      }),
    playlists: (rows) => lists.savePlaylists(rows),
    pool_playlists: (rows) => lists.saveLinks(rows),
    songs: (rows) => lists.saveSongs(rows),
    artists: (rows) => lists.saveArtists(rows),
    artist_songs: (rows) => lists.saveArtistsOfSongs(rows),
    playlist_songs: (rows) => lists.saveSongsOfPlaylists(rows),
    file_assets: (rows) => files.saveAssets(rows),
    file_locations: (rows) => files.saveLocations(rows),
  };
}

/** Rows without an id are skipped; the others are added, completed or left as they are. */
async function saveKeyed<Row>(rows: readonly Row[], { idOf, exampleOf, save, valuesOf }: Keyed<Row>): Promise<RowOutcome[]> {
  const usable = rows.filter((row) => !hasNoId(idOf(row)));
  const found = await save(usable);
  const outcomes = new Map<Row, RowOutcome>(usable.map((row, at) => [row, outcomeOf(found[at], valuesOf(row))]));
  return rows.map((row) => outcomes.get(row) ?? withoutId(exampleOf(row)));
}

class ImportedLists {
  constructor(private readonly session: WriteSession) {}

  savePlaylists(rows: readonly EarlierRows['playlists'][]): Promise<RowOutcome[]> {
    return saveKeyed(rows, {
      idOf: ({ remoteId }) => remoteId,
      exampleOf: (row) => `${named(row)} (${row.name})`,
      valuesOf: ({ name, description, coverUrl, playCount }) => ({ name, description, coverUrl, playCount }),
      save: async (usable) => {
        const given = usable.map(({ remoteId, ...row }) => ({ ...row, remotePlaylistId: remoteId }));
        const found = await playlistTable.find(this.session, given);
        await playlistTable.write(this.session, given, found, ({ name, description, coverUrl, playCount }, before) =>
          filled(before, { name, description, coverUrl, playCount }),
        );
        return found as readonly (Values | undefined)[];
      },
    });
  }

  saveSongs(rows: readonly EarlierRows['songs'][]): Promise<RowOutcome[]> {
    return saveKeyed(rows, {
      idOf: ({ remoteId }) => remoteId,
      exampleOf: (row) => `${named(row)} (${row.name})`,
      valuesOf: ({ name, singers, ext, fileSizeBytes, metadataJson }) => ({ name, singers, ext, fileSizeBytes, metadataJson }),
      save: async (usable) => {
        const given = usable.map(({ remoteId, ...row }) => ({ ...row, remoteSongId: remoteId }));
        const found = await songTable.find(this.session, given);
        await songTable.write(this.session, given, found, ({ name, singers, ext, fileSizeBytes, metadataJson }, before) =>
          filled(before, { name, singers, ext, fileSizeBytes, metadataJson }),
        );
        return found as readonly (Values | undefined)[];
      },
    });
  }

  saveArtists(rows: readonly EarlierRows['artists'][]): Promise<RowOutcome[]> {
    return saveKeyed(rows, {
      idOf: ({ remoteId }) => remoteId,
      exampleOf: (row) => `${named(row)} (${row.name})`,
      valuesOf: ({ name }) => ({ name }),
      save: async (usable) => {
        const given = usable.map(({ remoteId, ...row }) => ({ ...row, remoteArtistId: remoteId }));
        const found = await artistTable.find(this.session, given);
        await artistTable.write(this.session, given, found, ({ name }, before) => filled(before, { name }));
        return found as readonly (Values | undefined)[];
      },
    });
  }

  async saveLinks(rows: readonly EarlierRows['pool_playlists'][]): Promise<RowOutcome[]> {
    const pools = await this.session.firstOfEach<Stored>(
      findPool,
      rows.map(({ pool }) => poolValues(pool)),
    );
    const lists = await this.idsOf(
      findPlaylist,
      rows.map(({ playlist }) => playlist),
    );
    const statement = this.session.statement(addLink);
    return rows.map(({ playlist }, at) => {
      const [pool, list] = [pools[at]?.id, lists[at]?.id];
      if (pool === undefined || list === undefined) return { skipped: 'its pool or its playlist was skipped', example: named(playlist) };
      return statement.run(pool, list).changes > 0 ? 'added' : 'same';
    });
  }

  /** A song whose artists are known keeps them. */
  async saveArtistsOfSongs(rows: readonly EarlierRows['artist_songs'][]): Promise<RowOutcome[]> {
    const found = await this.idsOf(
      findSong,
      rows.map(({ song }) => song),
    );
    const all = await this.idsOf(
      findArtist,
      rows.flatMap(({ artists: of }) => of),
    );
    const artists = all.values();
    const added: number[][] = [];
    const hasArtists = this.session.statement<{ n: number }>('SELECT 1 AS n FROM artist_songs WHERE song_id = ? LIMIT 1');
    const outcomes: RowOutcome[] = [];
    for (const [at, row] of rows.entries()) {
      const songId = found[at]?.id;
      const ids = row.artists.flatMap(() => artists.next().value?.id ?? []);
      if (songId === undefined || ids.length === 0)
        outcomes.push({ skipped: 'its song or its artists were skipped', example: named(row.song) });
      else if (hasArtists.get(songId) !== undefined) outcomes.push('same');
      else {
        added.push(...ids.map((id, index) => [id, songId, index + 1]));
        outcomes.push('added');
      }
    }
    await this.session.changeEach(addArtist, added);
    return outcomes;
  }

  /** The list that was synchronised later stays. */
  async saveSongsOfPlaylists(rows: readonly EarlierRows['playlist_songs'][]): Promise<RowOutcome[]> {
    const outcomes: RowOutcome[] = [];
    const found = await this.idsOf<{ lastSyncedAt: string | null }>(
      findPlaylist,
      rows.map(({ playlist }) => playlist),
    );
    for (const [at, row] of rows.entries()) outcomes.push(await this.saveSongsOfPlaylist(row, found[at]));
    return outcomes;
  }

  private async saveSongsOfPlaylist(
    { playlist, lastSyncedAt, songs: keys }: EarlierRows['playlist_songs'],
    found: (Stored & { readonly lastSyncedAt: string | null }) | undefined,
  ): Promise<RowOutcome> {
    if (found === undefined) return { skipped: 'its playlist was skipped', example: named(playlist) };
    const ids = (await this.idsOf(findSong, keys)).flatMap((song) => song?.id ?? []);
    const stored = (await this.session.rows<{ songId: number }>(songsOfPlaylist, found.id)).map(({ songId }) => songId);
    if (stored.join() === ids.join()) return 'same';
    const [here, there] = [instantOf(found.lastSyncedAt) ?? 0, instantOf(lastSyncedAt) ?? 0];
    if (stored.length > 0 && there <= here) return { skipped: 'its songs were synchronised here later', example: named(playlist) };
    await this.session.change('DELETE FROM playlist_songs WHERE playlist_id = ?', found.id);
    await this.session.changeEach(
      addSong,
      ids.map((id, index) => [found.id, id, index + 1]),
    );
    await this.session.change(closeList, ids.length, lastSyncedAt ?? null, found.id);
    return stored.length === 0 ? 'added' : 'changed';
  }

  private idsOf<More = unknown>(sql: string, keys: readonly RemoteKey[]): Promise<Array<(Stored & More) | undefined>> {
    return this.session.firstOfEach<Stored & More>(
      sql,
      keys.map(({ platform, remoteId }) => [platform, remoteId]),
    );
  }
}
