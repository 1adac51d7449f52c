import { asGiven, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import { songDetails } from '../../../core/catalogue/song-details.js';
import type { SongName } from '../../../core/recordings/song-choices.js';
import type { SongDetail, SongDetails, SongLink } from '../../../core/songs/song-detail.js';
import { SqliteCatalogueLists } from './console-catalogue-lists.js';
import { linkedSongs } from './linked-songs.js';
import { SqliteSongFiles } from './song-files.js';

interface DecisionRow {
  readonly id: number;
  readonly isSame: number;
  readonly decidedAt: number;
  readonly decidedBy: string;
}

const columns = 'is_same AS "isSame", decided_at AS "decidedAt", decided_by AS "decidedBy"';
const decisionsText = `SELECT other_song_id AS id, ${columns} FROM recording_choices WHERE song_id = ?
  UNION ALL SELECT song_id AS id, ${columns} FROM recording_choices WHERE other_song_id = ?`;
const linkedText = `SELECT others.song_id AS id FROM ${linkedSongs} WHERE mine.song_id = ? AND others.song_id <> mine.song_id`;
const songsText = `SELECT id, platform, remote_song_id AS "remoteId", name, singers FROM songs WHERE id ${oneOfGiven} ORDER BY id`;

const moreText = 'SELECT metadata_json AS "metadataJson", added_at AS "addedAt" FROM songs WHERE id = ?';
const playlistsText = `SELECT p.id, p.name, p.platform, min(x.position) AS position FROM playlist_songs x JOIN playlists p ON p.id = x.playlist_id
  WHERE x.song_id = ? GROUP BY p.id ORDER BY p.id LIMIT 50`;

type SongRow = Pick<SongLink, 'id' | 'platform' | 'remoteId' | 'name'> & { readonly singers: string | null };

/** Single songs with their links. */
export class SqliteSongDetails implements SongDetails {
  private readonly lists: SqliteCatalogueLists;
  private readonly files: SqliteSongFiles;

  constructor(private readonly session: Questions) {
    this.lists = new SqliteCatalogueLists(session);
    this.files = new SqliteSongFiles(session);
  }

  async find(name: SongName): Promise<SongDetail | undefined> {
    const id = 'id' in name ? name.id : await this.idOf(name.platform, name.remoteId);
    const song = id === undefined ? undefined : await this.lists.song(id);
    if (song === undefined) return undefined;
    const { isrc, addedAt } = await this.more(song.id);
    const files = await this.files.filesOf(song.id, addedAt);
    return { ...song, isrc, files, playlists: await this.session.rows(playlistsText, song.id), links: await this.links(song.id) };
  }

  private async more(id: number): Promise<{ readonly isrc: string | undefined; readonly addedAt: number | undefined }> {
    const [row] = await this.session.rows<{ metadataJson: string | null; addedAt: number | null }>(moreText, id);
    return { isrc: songDetails(row?.metadataJson ?? undefined).isrc, addedAt: row?.addedAt ?? undefined };
  }

  private async idOf(platform: string, remoteId: string): Promise<number | undefined> {
    const text = 'SELECT id FROM songs WHERE platform = ? AND remote_song_id = ?';
    return (await this.session.rows<{ id: number }>(text, platform, remoteId))[0]?.id;
  }

  private async links(id: number): Promise<SongLink[]> {
    const decisions = new Map((await this.session.rows<DecisionRow>(decisionsText, id, id)).map((row) => [row.id, row]));
    const linked = new Set((await this.session.rows<{ id: number }>(linkedText, id)).map((row) => row.id));
    const songs = await this.session.rows<SongRow>(songsText, asGiven([...new Set([...linked, ...decisions.keys()])]));
    return songs.map((row) => {
      const { singers, ...song } = known(row);
      return { ...song, singers, isLinked: linked.has(row.id), decision: decisionOf(decisions.get(row.id)) };
    });
  }
}

const decisionOf = (row: DecisionRow | undefined): SongLink['decision'] =>
  row && { isSame: row.isSame === 1, decidedAt: row.decidedAt, decidedBy: row.decidedBy };
