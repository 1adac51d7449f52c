import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { WrittenFile } from '../playlist-forms/read-file.js';
import { entriesOf, type PlaylistFileEntry } from './playlist-file-report.js';
import { keyOfReference, type PlaylistReference, scopedPlaylistLimit } from './playlist-scope.js';
import { type FileReading, type PlaylistFileContents, readPlaylistFile, referencesIn } from './read-playlist-file.js';
import { filePlatform, type ListedSong, type SongList } from './song-lists.js';

/** Songs written per transaction. */
const songsPerTransaction = 500;

export interface PlaylistFilesParts {
  readonly reading: FileReading;
  readonly reader: Pick<CatalogueReader, 'playlistsNamed'>;
  readonly writer: CatalogueWriter;
  readonly audit: Audit;
  readonly now: () => number;
}

export interface ReportedFile {
  readonly form: string;
  /** Each once. */
  readonly playlists: readonly PlaylistReference[];
  readonly entries: readonly PlaylistFileEntry[];
}

/** Reads the playlist files of people, and stores the songs in them. */
export class PlaylistFiles {
  constructor(private readonly parts: PlaylistFilesParts) {}

  /** Changes nothing. @throws Fault, see `readPlaylistFile` */
  async read(file: WrittenFile, signal: AbortSignal): Promise<ReportedFile> {
    return this.report(await this.contents(file, signal), signal);
  }

  /**
   * As `read`; lists of songs become playlists of the platform `file`. The same list, read again, is updated.
   * @throws Fault, see `readPlaylistFile`
   */
  async add(file: WrittenFile, actor: Actor, signal: AbortSignal): Promise<ReportedFile> {
    const contents = await this.contents(file, signal);
    // What was there before is known only before.
    const report = await this.report(contents, signal);
    if (contents.lists.length === 0) return report;
    await this.parts.audit.run({ ...actor, action: 'addPlaylistFile', target: `playlist file ${file.name}` }, async () => {
      for (const list of contents.lists) await this.store(list, signal);
    });
    return report;
  }

  private contents(file: WrittenFile, signal: AbortSignal): Promise<PlaylistFileContents> {
    return readPlaylistFile(file, this.parts.reading, signal);
  }

  private async report(contents: PlaylistFileContents, signal: AbortSignal): Promise<ReportedFile> {
    const first = new Map<string, PlaylistReference>();
    for (const reference of referencesIn(contents))
      if (!first.has(keyOfReference(reference))) first.set(keyOfReference(reference), reference);
    const playlists = [...first.values()];
    if (playlists.length > scopedPlaylistLimit) {
      throw new Fault('invalid_argument', `the file names more than ${scopedPlaylistLimit} playlists`, { hint: 'Split it.' });
    }
    const known = await this.parts.reader.playlistsNamed(playlists, signal);
    return { form: contents.form, playlists, entries: entriesOf(contents, new Set(known.map(keyOfReference))) };
  }

  /** The playlist changes in one transaction, after its songs were stored. */
  private async store({ reference, name, description, songs }: SongList, signal: AbortSignal): Promise<void> {
    const { writer, now } = this.parts;
    const ids: number[] = [];
    for (let at = 0; at < songs.length; at += songsPerTransaction)
      ids.push(...(await this.storeSongs(songs.slice(at, at + songsPerTransaction), signal)));
    const listed = { remoteId: reference.remoteId, name, description, coverUrl: undefined, playCount: 0, pools: [], version: '' };
    await writer.run(
      async (stores) => {
        const { playlistIds } = await stores.listing.save(filePlatform, [listed]);
        for (const id of playlistIds) await stores.songs.replacePlaylistSongs(id, ids, now());
      },
      { signal },
    );
  }

  /** Ids in the order given. */
  private storeSongs(songs: readonly ListedSong[], signal: AbortSignal): Promise<readonly number[]> {
    return this.parts.writer.run(
      async (stores) => {
        const ids: number[] = [];
        for (const [platform, own] of Map.groupBy(songs.entries(), ([, song]) => song.platform)) {
          const added = await stores.songs.add(
            platform,
            own.map(([, { track }]) => track),
          );
          for (const [at, [index]] of own.entries()) ids[index] = added[at] ?? 0;
        }
        return ids;
      },
      { signal },
    );
  }
}
