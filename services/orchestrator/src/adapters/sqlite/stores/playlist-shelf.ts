import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { SongEntry } from '../../../core/console/catalogue-lists.js';
import type { CountedPlaylist, PlaylistExtra, PlaylistShelf, PlaylistSong, Pool } from '../../../core/console/playlist-shelf.js';
import type { MirrorQuestions } from '../../../core/media-server/mirror-store.js';
import { isFollowedPool } from './following-store.js';
import { linkedWithFile } from './linked-songs.js';

/** Songs that are counted between two turns of other work, about 10 ms; and for one page. */
const songsPerTurn = 5000;
const songsPerPage = 50_000;

const poolsText = `SELECT id, platform, pool_kind AS kind, name, url,
    (SELECT count(*) FROM pool_playlists link WHERE link.pool_id = pool.id) AS "playlistCount", ${isFollowedPool('pool')} AS "isFollowed"
  FROM playlist_pools pool ORDER BY platform, pool_kind, name, id`;

/** CROSS keeps SQLite from beginning with all songs that have a file. */
const downloadedText = `SELECT x.playlist_id AS id, count(*) AS n FROM playlist_songs x CROSS JOIN songs s ON s.id = x.song_id
  WHERE x.playlist_id ${oneOfGiven} AND (s.active_file_count > 0 OR EXISTS (SELECT 1 ${linkedWithFile('s.id')})) GROUP BY x.playlist_id`;

const coversText = `SELECT x.playlist_id AS id, cover.hash, cover.thumbhash FROM playlist_covers x JOIN covers cover ON cover.id = x.cover_id
  WHERE x.playlist_id ${oneOfGiven}`;

const songsText = 'SELECT song_id AS id, position FROM playlist_songs WHERE playlist_id = ? AND position > ? ORDER BY position LIMIT ?';

type PoolRow = Omit<Pool, 'url' | 'isFollowed'> & { readonly url: string | null; readonly isFollowed: number };

interface CoverRow {
  readonly id: number;
  readonly hash: string;
  readonly thumbhash: Uint8Array;
}

interface ShelfParts {
  readonly songs: { songsWithIds(ids: readonly number[]): Promise<readonly SongEntry[]> };
  readonly mirrors: Pick<MirrorQuestions, 'mirrored'>;
}

export class SqlitePlaylistShelf implements PlaylistShelf {
  constructor(
    private readonly session: Questions,
    private readonly parts: ShelfParts,
  ) {}

  async pools(): Promise<readonly Pool[]> {
    const rows = await this.session.rows<PoolRow>(poolsText);
    return rows.map((row) => ({ ...known(row), isFollowed: row.isFollowed !== 0 }));
  }

  async extras(playlists: readonly CountedPlaylist[]): Promise<ReadonlyMap<number, PlaylistExtra>> {
    const ids = playlists.map(({ id }) => id);
    const rows = await this.session.rows<CoverRow>(coversText, asGiven(ids));
    const covers = new Map(rows.map((row) => [row.id, row]));
    const mirrored = new Set((await this.parts.mirrors.mirrored({ after: 0, limit: ids.length }, ids)).map(({ id }) => id));
    const downloaded = await this.downloaded(playlists);
    return new Map(
      ids.map((id): [number, PlaylistExtra] => {
        const cover = covers.get(id);
        const thumbhash = cover && Buffer.from(cover.thumbhash).toString('base64');
        return [id, { downloadedCount: downloaded.get(id), coverHash: cover?.hash, thumbhash, isMirrored: mirrored.has(id) }];
      }),
    );
  }

  async songs(playlistId: number, { after, limit }: { readonly after: number; readonly limit: number }): Promise<readonly PlaylistSong[]> {
    const places = await this.session.rows<{ id: number; position: number }>(songsText, playlistId, after, limit);
    const entries = await this.parts.songs.songsWithIds([...new Set(places.map(({ id }) => id))]);
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    return places.flatMap(({ id, position }) => {
      const entry = byId.get(id);
      return entry === undefined ? [] : [{ ...entry, position }];
    });
  }

  /** Those of as many playlists as may be counted, in their order. */
  private async downloaded(playlists: readonly CountedPlaylist[]): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    let sum = 0;
    for (const turn of turnsOf(playlists)) {
      sum += sizeOf(turn);
      if (sum > songsPerPage) break;
      if (counts.size > 0) await nextTurn();
      const ids = turn.map(({ id }) => id);
      for (const id of ids) counts.set(id, 0);
      for (const { id, n } of await this.session.rows<{ id: number; n: number }>(downloadedText, asGiven(ids))) counts.set(id, n);
    }
    return counts;
  }
}

const sizeOf = (playlists: readonly CountedPlaylist[]): number => playlists.reduce((sum, { songCount }) => sum + songCount, 0);

/** The shortest first, so that a long one leaves the others counted. */
function turnsOf(playlists: readonly CountedPlaylist[]): CountedPlaylist[][] {
  const turns: CountedPlaylist[][] = [];
  for (const playlist of [...playlists].sort((a, b) => a.songCount - b.songCount)) {
    const last = turns.at(-1);
    if (last === undefined || sizeOf([...last, playlist]) > songsPerTurn) turns.push([playlist]);
    else last.push(playlist);
  }
  return turns;
}
