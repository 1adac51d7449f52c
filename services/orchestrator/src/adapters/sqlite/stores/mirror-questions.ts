import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, type Known, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { PlaylistName } from '../../../core/catalogue/playlist-history.js';
import { isMirrorMode, type MirrorMode } from '../../../core/media-server/media-server-peer.js';
import type {
  ListedMirror,
  MirroredLists,
  MirroredPlaylist,
  MirrorPlace,
  MirrorQuestions,
  MirrorReason,
  SongToMirror,
} from '../../../core/media-server/mirror-store.js';
import { isFollowed } from './following-store.js';
import { linkedSongs } from './linked-songs.js';
import { songsToMirror } from './songs-to-mirror.js';

interface PlaylistRow {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly description: string | null;
  readonly syncStatus: string;
  readonly emptySince: number | null;
  readonly isChosen: number | null;
  readonly mode: string | null;
  readonly isFollowed: number;
}

type MirrorRow = PlaylistRow & { readonly [Column in keyof MirrorColumns]: MirrorColumns[Column] | null };
type MirrorColumns = Omit<ListedMirror, keyof MirroredPlaylist>;

/** The files of the library's own lists are their source's, and its server has them; they are mirrored only if chosen. */
const isFollowedHere = `(playlists.platform <> 'library' AND ${isFollowed('playlists')})`;

const columns = `playlists.id, playlists.platform, playlists.name, playlists.description, playlists.sync_status AS "syncStatus",
  playlists.empty_since AS "emptySince", choice.is_mirrored AS "isChosen", choice.mode, ${isFollowedHere} AS "isFollowed"`;
const from = 'playlists LEFT JOIN mirror_choices choice ON choice.playlist_id = playlists.id';

const listedText = `SELECT ${columns}, mirror.server_id AS "serverId", mirror.remote_id AS "remoteId", mirror.mirrored_at AS "mirroredAt",
    mirror.song_count AS "songCount", mirror.unmatched_count AS "unmatchedCount", mirror.without_file_count AS "withoutFileCount",
    mirror.last_error AS "lastError"
  FROM ${from} LEFT JOIN mirrors mirror ON mirror.playlist_id = playlists.id AND mirror.server_id = (SELECT latest.server_id FROM mirrors latest
    WHERE latest.playlist_id = playlists.id ORDER BY coalesce(latest.mirrored_at, 0) DESC, latest.server_id LIMIT 1)
  WHERE playlists.id > ? AND (choice.playlist_id IS NOT NULL OR mirror.playlist_id IS NOT NULL OR (? = 'followed' AND ${isFollowedHere}))
  ORDER BY playlists.id LIMIT ?`;

const placeText = `SELECT coalesce((SELECT own.remote_id FROM mirrors own WHERE own.playlist_id = p.id AND own.server_id = ?), '') AS "remoteId",
    (SELECT max(other.platform = p.platform) FROM mirrors taken JOIN playlists other ON other.id = taken.playlist_id
      WHERE taken.server_id = ? AND taken.remote_id <> '' AND other.name = p.name AND other.id <> p.id) AS "isSamePlatform"
  FROM playlists p WHERE p.id = ?`;

/** Of songs, and of songs that are linked to them. */
const playlistsText = `SELECT p.playlist_id AS id FROM playlist_songs p WHERE p.song_id ${oneOfGiven}
  UNION SELECT p.playlist_id FROM ${linkedSongs} JOIN playlist_songs p ON p.song_id = others.song_id WHERE mine.song_id ${oneOfGiven}`;

const stageText = `SELECT id FROM job_stages WHERE job_run_id = ? AND stage_type = 'download'`;

/** Files that an item placed: those of songs that had one are not its. The last slash ends the folder. */
const foldersText = `SELECT max(id) AS last, json_group_array(DISTINCT rtrim(locator, replace(locator, '/', ''))) FILTER (WHERE locator IS NOT NULL) AS folders
  FROM (SELECT id, CASE WHEN json_valid(result_json) THEN json_extract(result_json, '$.locator') END AS locator FROM job_items
    WHERE job_stage_id = ? AND status = 'succeeded' AND id > ? ORDER BY id LIMIT ?)`;
/** Items that are looked at between two turns of other work. */
const itemsPerTurn = 2_000;

/** What the catalogue knows about mirrors. */
export class SqliteMirrorQuestions implements MirrorQuestions {
  /** @param downloads name of the backend for downloads, whose files are below the library folder */
  constructor(
    private readonly session: Questions,
    private readonly lists: MirroredLists,
    private readonly downloads: string,
  ) {}

  async mirrored(
    { after, limit }: { readonly after: number; readonly limit: number },
    only?: readonly number[],
  ): Promise<MirroredPlaylist[]> {
    if (this.lists === 'none') return [];
    const isMirrored = `coalesce(choice.is_mirrored, ${this.lists === 'followed' ? isFollowedHere : '0'}) = 1`;
    const among = only === undefined ? '' : `AND playlists.id ${oneOfGiven}`;
    const rows = await this.session.rows<PlaylistRow>(
      `SELECT ${columns} FROM ${from} WHERE playlists.id > ? AND ${isMirrored} ${among} ORDER BY playlists.id LIMIT ?`,
      ...[after, ...(only === undefined ? [] : [asGiven(only)]), limit],
    );
    return rows.map((row) => this.toPlaylist(row));
  }

  async playlistsWith(songIds: readonly number[]): Promise<number[]> {
    const given = asGiven(songIds);
    return (await this.session.rows<{ id: number }>(playlistsText, given, given)).map(({ id }) => id);
  }

  async playlist(name: PlaylistName): Promise<MirroredPlaylist | undefined> {
    const [row] = await ('id' in name
      ? this.session.rows<PlaylistRow>(`SELECT ${columns} FROM ${from} WHERE playlists.id = ?`, name.id)
      : this.session.rows<PlaylistRow>(
          `SELECT ${columns} FROM ${from} WHERE playlists.platform = ? AND playlists.remote_playlist_id = ?`,
          ...[name.platform, name.remoteId],
        ));
    return row && this.toPlaylist(row);
  }

  async listed({ after, limit }: { readonly after: number; readonly limit: number }): Promise<ListedMirror[]> {
    const rows = await this.session.rows<MirrorRow>(listedText, after, this.lists, limit);
    return rows.map((row) => {
      const { serverId = '', remoteId = '', mirroredAt, songCount = 0, unmatchedCount = 0, withoutFileCount = 0, lastError } = known(row);
      return {
        ...this.toPlaylist(row),
        ...{ serverId, remoteId, mirroredAt, songCount, unmatchedCount, withoutFileCount, lastError },
      };
    });
  }

  songs(playlistId: number, limit: number): Promise<SongToMirror[]> {
    return songsToMirror(this.session, playlistId, { downloads: this.downloads, limit });
  }

  async place(playlistId: number, serverId: string): Promise<MirrorPlace> {
    const rows = await this.session.rows<{ remoteId: string; isSamePlatform: number | null }>(placeText, serverId, serverId, playlistId);
    const { remoteId = '', isSamePlatform = null } = rows[0] ?? {};
    if (isSamePlatform === null) return { remoteId, nameTakenBy: 'nobody' };
    return { remoteId, nameTakenBy: isSamePlatform === 1 ? 'same_platform' : 'other_platform' };
  }

  async touchedFolders(jobId: number, limit: number, signal: AbortSignal): Promise<string[] | undefined> {
    const [stage] = await this.session.rows<{ id: number }>(stageText, jobId);
    if (stage === undefined) return undefined;
    const folders = new Set<string>();
    for (let after: number | null = 0; after !== null && folders.size < limit; ) {
      signal.throwIfAborted();
      await nextTurn();
      const rows: { last: number | null; folders: string }[] = await this.session.rows(foldersText, stage.id, after, itemsPerTurn);
      for (const folder of JSON.parse(rows[0]?.folders ?? '[]') as string[]) folders.add(folder.replace(/\/+$/, ''));
      after = rows[0]?.last ?? null;
    }
    return [...folders].slice(0, limit);
  }

  private toPlaylist(row: PlaylistRow): MirroredPlaylist {
    const found: Known<PlaylistRow> = known(row);
    const { id, platform, name, description, syncStatus, emptySince, mode } = found;
    const reason = this.reasonOf(found);
    const isMirrored = reason === 'chosen' || reason === 'followed';
    return { id, platform, name, description, syncStatus, emptySince, isMirrored, reason, mode: modeOf(mode) };
  }

  private reasonOf({ isChosen, isFollowed: followed }: Known<PlaylistRow>): MirrorReason {
    if (this.lists === 'none') return 'turned_off';
    if (isChosen !== undefined) return isChosen === 0 ? 'left_out' : 'chosen';
    return this.lists === 'followed' && followed !== 0 ? 'followed' : 'not_followed';
  }
}

const modeOf = (word: string | undefined): MirrorMode | undefined => (word !== undefined && isMirrorMode(word) ? word : undefined);
