import type { CatalogueSummary } from '../catalogue/catalogue-reader.js';
import type { NamedSong } from '../recordings/recording-files.js';

/** Whether a song has a file: an active location of any of its assets, or of those of a song that it is linked to. */
export const songStatuses = ['downloaded', 'missing', 'gone'] as const;
export type SongStatus = (typeof songStatuses)[number];

/** A position in a list by name, then id. */
export interface NamePlace {
  readonly name: string;
  readonly id: number;
}

export interface NameQuery<Status extends string> {
  /** Name prefix; only non-ASCII letters are case-sensitive. */
  readonly name?: string;
  readonly status?: Status;
  readonly after?: NamePlace;
  readonly limit: number;
}

export interface PlaylistQuery extends NameQuery<string> {
  readonly platform?: string;
  /** Only those that were found there. */
  readonly poolId?: number;
  readonly isFollowed?: boolean;
}

export interface PlaylistEntry extends NamePlace {
  readonly platform: string;
  readonly remoteId: string;
  readonly coverUrl: string | undefined;
  readonly playCount: number;
  readonly songCount: number;
  /** The table's word: `pending`, `synced`, `failed`; an older program may have written others. */
  readonly syncStatus: string;
  readonly lastSyncedAt: string | undefined;
  readonly lastError: string | undefined;
  /** Its songs are downloaded; always so for local lists, whose files are there. */
  readonly isFollowed: boolean;
}

export interface SongEntry extends NamePlace {
  readonly platform: string;
  readonly remoteId: string;
  readonly singers: string | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly status: SongStatus;
  /** Its own active files. */
  readonly fileCount: number;
  /** The linked song whose file it shares; undefined for a song with a file of its own, or with none. */
  readonly fileOf: NamedSong | undefined;
  /** Its own active file; the primary one of several. */
  readonly file: EntryFile | undefined;
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly cover: ShownCover | undefined;
}

/** What a list says of a file. */
export interface EntryFile {
  readonly ext: string;
  readonly quality: string;
  readonly fileSizeBytes: number | undefined;
}

/** A picture that was made of a cover. */
export interface ShownCover {
  readonly id: number;
  /** Of its source; names the files. */
  readonly hash: string;
  /** Base64. */
  readonly thumbhash: string;
}

/** Songs have a platform besides. */
export interface SongQuery extends NameQuery<SongStatus> {
  readonly platform?: string;
}

/** Counts of the catalogue as the dashboard shows them. */
export interface CatalogueCounts extends Omit<CatalogueSummary, 'tracks'> {
  /** Songs with a file of their own or of a linked song. */
  readonly downloadedSongs: number;
  /** Songs without any file and without any playlist; `songs` leaves them out. */
  readonly goneSongs: number;
}

/** Part of a list of songs. It may be short although more follows: songs that no index tells apart are looked at in bounded numbers. */
export interface SongPart {
  readonly songs: readonly SongEntry[];
  /** Where the list goes on; undefined at its end. Lists by id go on behind the id alone. */
  readonly next: NamePlace | undefined;
}

/** Songs looked at for one part at most, to find those that a filter asks for. */
export const mostSongsRead = 5_000;

/** Lists of the catalogue, ascending by name. Reads committed state through an index. */
export interface CatalogueLists {
  playlists(query: PlaylistQuery): Promise<PlaylistEntry[]>;
  /** Without those that are gone, unless they are asked for. By id if filtered only by status: no index covers status and name. */
  songs(query: SongQuery): Promise<SongPart>;
  /** Counted row by row: about 0.1 s for a million songs, and more for linked ones, in steps of at most 0.04 s. */
  counts(): Promise<CatalogueCounts>;
}

/**
 * Slightly old counts: refreshed at most every two seconds, and only after fifty times as long as counting took, so
 * that looking never slows down a job.
 */
export class RecentCounts {
  private counting: Promise<CatalogueCounts> | undefined;
  private kept: { readonly counts: CatalogueCounts; readonly until: number } | undefined;

  constructor(
    private readonly lists: Pick<CatalogueLists, 'counts'>,
    private readonly now: () => number,
  ) {}

  /** Concurrent callers share one count. */
  async get(): Promise<CatalogueCounts> {
    if (this.kept !== undefined && this.now() < this.kept.until) return this.kept.counts;
    this.counting ??= this.count().finally(() => {
      this.counting = undefined;
    });
    return this.counting;
  }

  private async count(): Promise<CatalogueCounts> {
    const begun = this.now();
    const counts = await this.lists.counts();
    const ended = this.now();
    this.kept = { counts, until: ended + Math.max(2000, 50 * (ended - begun)) };
    return counts;
  }
}
