import { toFault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, NewItem, References } from '@catalogsync/job-engine';
import type { CatalogueReader, SongRowToDownload, SongsWanted } from '../catalogue/catalogue-reader.js';
import { displayText, SINGER_SEPARATOR } from '../catalogue/song-artists.js';
import type { SongToDownload } from '../catalogue/song-details.js';
import { songsOfJob } from '../playlist-file/named-songs.js';
import type { Track } from '../sources/source-catalog.js';
import type { Deliverers } from './deliverers.js';
import type { DownloadStores } from './download-stores.js';
import { frozenLibraryRoot, sourcesToTry } from './frozen-config.js';
import type { LibraryFolder, LibraryFolders, PlacedFile } from './library-folder.js';
import type { SharedDownloads } from './shared-downloads.js';
import type { DownloadContext, DownloadOutcome, SongDownloader, StagedFile } from './song-downloader.js';

/** Songs read from the catalogue per batch while planning. */
const pageSize = 500;

export interface DownloadSongsParts {
  readonly reader: Pick<CatalogueReader, 'songsToDownload' | 'songToDownload'>;
  readonly downloader: SongDownloader;
  readonly libraries: LibraryFolders;
  /** If absent, every song gets a file of its own. */
  readonly shared?: Pick<SharedDownloads, 'run'>;
}

/**
 * Downloads songs, one item each: exactly the row's song goes into the library root (behaviour 53). Sources and root are
 * those of the configuration that the job was made under (behaviour 111).
 */
export class DownloadSongs {
  constructor(private readonly parts: DownloadSongsParts) {}

  /** Playlist songs without an active location that a source can deliver, by ascending id. @returns how many none can */
  async *plan(wanted: SongsWanted, deliverers: Pick<Deliverers, 'canDeliver'>, signal: AbortSignal): AsyncGenerator<NewItem, number> {
    let after = 0;
    let left = 0;
    let page: readonly SongRowToDownload[];
    do {
      page = await this.parts.reader.songsToDownload(wanted, { after, limit: pageSize }, signal);
      for (const song of page) {
        after = song.id;
        if (deliverers.canDeliver(song.platform)) yield itemOf(song, { playlistId: song.playlistId });
        else left += 1;
      }
    } while (page.length === pageSize);
    return left;
  }

  /** These songs, as far as the catalogue still has them. */
  async *planNamed(ids: readonly number[], signal: AbortSignal): AsyncGenerator<NewItem> {
    for (const id of ids) {
      const song = await this.parts.reader.songToDownload(id, signal);
      if (song !== undefined) yield itemOf(song, {});
    }
  }

  async run(item: Item, context: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    const { songId } = item.references;
    const song = songId === undefined ? undefined : await this.parts.reader.songToDownload(songId, context.signal);
    if (song === undefined) return { kind: 'failed', errorClass: 'not_found', message: 'the song is no longer in the catalogue' };
    const isNamed = wasForced(item) || songsOfJob(context.job) !== undefined;
    // It may have arrived in another way since planning (behaviour 60).
    if (song.hasFile && !isNamed) return { kind: 'succeeded', result: { skipped: 'already has a file' } };
    const { shared } = this.parts;
    if (shared === undefined || isNamed) return this.download(song, item, context);
    return shared.run(song, context, (report) => this.download(song, item, { ...context, report }));
  }

  private download(song: SongToDownload, item: Item, context: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    return this.fetchAs(song, { attempt: `item-${item.id}-${context.fence}`, sources: sourcesToTry(context.job) }, context);
  }

  /** Fetches and places one song, whatever item it belongs to. */
  async fetchAs(
    song: SongToDownload,
    { attempt, sources }: Pick<DownloadContext, 'attempt' | 'sources'>,
    { signal, report, job }: ExecutionContext,
  ): Promise<ItemOutcome<DownloadStores>> {
    const asking = { sources, attempt, signal, report };
    let [asked, outcome]: [SongToDownload, DownloadOutcome] = [song, await this.parts.downloader.download(song, asking)];
    if (outcome.kind === 'nothing' && song.turned !== undefined) {
      const { name, singers } = song.turned;
      asked = { ...song, name, singers: singers.join(SINGER_SEPARATOR) || undefined };
      outcome = await this.parts.downloader.download(asked, asking);
    }
    if (outcome.kind === 'nothing') {
      // Behaviour 57; the reason says what was tried.
      const message = outcome.reason === '' ? 'download returned no file' : `download returned no file: ${outcome.reason}`;
      return { kind: 'failed', errorClass: 'not_found', message };
    }
    const library = this.parts.libraries.at(frozenLibraryRoot(job));
    return this.placed(asked, outcome.file, { library, attempt, signal });
  }

  private async placed(
    song: SongToDownload,
    file: StagedFile,
    { library, attempt, signal }: Placing,
  ): Promise<ItemOutcome<DownloadStores>> {
    const { platform, remoteId, name: title, album, tags } = song;
    const artists = song.singers?.split(SINGER_SEPARATOR) ?? [];
    const onAlbum = { album, discNumber: tags?.discNumber, trackNumber: tags?.trackNumber };
    try {
      return recorded(song, file, library, await library.place(file, { ...onAlbum, platform, artists, title, remoteId }, signal));
    } catch (error) {
      const { code, message } = toFault(error);
      // Behaviour 62: the engine pauses downloads until the volume has space. Staging is a volume of its own.
      if (code === 'disk_full') return { kind: 'failed', errorClass: 'disk_full', message, volume: library.root };
      throw error;
    } finally {
      await this.parts.downloader.release(attempt);
    }
  }
}

interface Placing {
  readonly library: LibraryFolder;
  readonly attempt: string;
  readonly signal: AbortSignal;
}

function recorded(song: SongToDownload, staged: StagedFile, library: LibraryFolder, placed: PlacedFile): ItemOutcome<DownloadStores> {
  const { locator, lyrics: text } = placed;
  const { ext, fileSizeBytes, qualityLabel, bitrate, sampleRate, bitDepth, durationMs, sha256, source } = staged;
  const file = { remoteTrackId: song.remoteId, backendName: library.backend, basePath: library.root, locator, ext, fileSizeBytes };
  const measured = { qualityLabel, bitrate, sampleRate, bitDepth, durationMs, sha256 };
  return {
    kind: 'succeeded',
    result: { locator, source, quality_label: qualityLabel, file_size_bytes: fileSizeBytes },
    effect: async ({ files, songs, lyrics }) => {
      if (song.name === song.turned?.name) await songs.save(song.platform, [asFound(song.remoteId, song.turned)]);
      const backendId = await files.saveBackend({ name: library.backend, basePath: library.root, source: '' });
      await files.register(song.platform, backendId, [{ ...file, ...measured }]);
      if (text !== undefined) await lyrics?.save(song.id, text);
    },
    discard: () => library.remove(placed),
  };
}

/** A song whose line was read the wrong way round, as the search found it. */
function asFound(remoteId: string, { name, singers }: Required<SongToDownload>['turned']): Track {
  const unknown = { album: undefined, albumArtist: undefined, durationMs: undefined, isrc: undefined, trackNumber: undefined };
  const more = { discNumber: undefined, year: undefined, genre: undefined, coverUrl: undefined, ext: undefined, fileSizeBytes: undefined };
  return { remoteId, name, artists: singers.map((singer) => ({ remoteId: undefined, name: singer })), ...unknown, ...more };
}

function itemOf(
  { id, platform, name, singers }: Pick<SongRowToDownload, 'id' | 'platform' | 'name' | 'singers'>,
  about: References,
): NewItem {
  const references = { songId: id, ...about };
  return { type: 'download_song_row', key: `song:${id}`, source: platform, references, displayText: displayText(name, singers) };
}

/** Retried although it had succeeded (behaviour 92): its earlier result still exists. */
const wasForced = (item: Item): boolean => item.result !== undefined;
