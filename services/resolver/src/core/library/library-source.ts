import { localBackendName, qualityLabel } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { invalidToken } from '../sources/page-token.js';
import type {
  ChangedFileLister,
  ChangedFiles,
  ChangedTrackLister,
  ChangedTracks,
  ChartLister,
  Page,
  PageRequest,
  PlaylistLister,
  PlaylistTrackLister,
  Pool,
  SourcePlaylist,
  TrackFile,
  TrackFileLister,
} from '../sources/source.js';
import type { SourceTrack } from '../sources/source-track.js';
import type { LibraryPlaylist } from './library-store.js';
import { extensionOf } from './model.js';
import { newestChartId } from './playlists.js';
import type { Sha256Hex } from './ports.js';
import { albumFolder, describeTrack, type ListedFile } from './track-description.js';

/** The platform, in the catalogue, of everything in the library folders. */
export const librarySourceName = 'library';

/** Where a page of playlists begins, and its maximum length. */
export interface PlaylistPosition {
  readonly after: { readonly sortKey: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** The file of a playlist's track, and its position from 0. */
export interface PlaylistEntry {
  readonly position: number;
  readonly file: ListedFile;
}

/** Tracks that changed in one scan have the same revision. */
export interface ChangePosition {
  readonly revision: number;
  readonly trackId: string;
}

/** The file of a track that changed; undefined if it has none any more. */
export interface ChangedFile extends ChangePosition {
  readonly file: ListedFile | undefined;
}

/** Queries on the current view, each in the order of its position. */
export interface LibraryQueries {
  /** Charts, or everything else, by sort key and id. */
  playlists(charts: boolean, page: PlaylistPosition, signal: AbortSignal): Promise<LibraryPlaylist[]>;
  playlistVersion(remoteId: string, signal: AbortSignal): Promise<string | undefined>;
  playlistTracks(remoteId: string, afterPosition: number, limit: number, signal: AbortSignal): Promise<PlaylistEntry[]>;
  /** Names this database among those that lists of changes may come from. */
  feed(signal: AbortSignal): Promise<string>;
  /** Tracks in the order in which they last changed, each with its file. */
  changedTracks(after: ChangePosition, limit: number, signal: AbortSignal): Promise<(ChangePosition & { readonly file: ListedFile })[]>;
  /** The same, with those between them that have no file any more. */
  changedFiles(after: ChangePosition, limit: number, signal: AbortSignal): Promise<ChangedFile[]>;
  /** One file per track, by track id. */
  trackFiles(afterTrackId: string, limit: number, signal: AbortSignal): Promise<ListedFile[]>;
}

/** The library as a source: the user's own folders, catalogued in place. */
export class LibrarySource
  implements ChartLister, PlaylistLister, PlaylistTrackLister, TrackFileLister, ChangedTrackLister, ChangedFileLister
{
  constructor(
    private readonly queries: LibraryQueries,
    private readonly sha256: Sha256Hex,
  ) {}

  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.playlists(true, page, signal);
  }

  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    return this.playlists(false, page, signal);
  }

  async listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>> {
    const version = await this.queries.playlistVersion(playlistId, signal);
    if (version === undefined) throw new Fault('not_found', `the library has no playlist "${playlistId}"`);
    const after = page.after === undefined ? undefined : parsePosition(page.after, ['string', 'number']);
    if (after !== undefined && after[0] !== version) {
      throw new Fault('failed_precondition', 'the playlist has changed since its first page', {
        hint: 'Start again without a page token.',
      });
    }
    const rows = await this.queries.playlistTracks(playlistId, after === undefined ? -1 : Number(after[1]), page.limit + 1, signal);
    return pageOf(
      rows,
      page.limit,
      ({ file }) => this.describe(file),
      ({ position }) => [version, position],
    );
  }

  async listTrackFiles(page: PageRequest, signal: AbortSignal): Promise<Page<TrackFile>> {
    const [after] = page.after === undefined ? [''] : parsePosition(page.after, ['string']);
    const rows = await this.queries.trackFiles(String(after), page.limit + 1, signal);
    return pageOf(rows, page.limit, this.filesOfBackends(), ({ trackId }) => [trackId]);
  }

  async listChangedFiles({ after, limit }: PageRequest, signal: AbortSignal): Promise<ChangedFiles> {
    const feed = await this.queries.feed(signal);
    const known = changePosition(after, feed);
    const from = known ?? beginning;
    const rows = await this.queries.changedFiles(from, limit + 1, signal);
    const shown = rows.slice(0, limit);
    const toFile = this.filesOfBackends();
    return {
      items: shown.flatMap(({ file }) => (file === undefined ? [] : [toFile(file)])),
      goneTrackIds: shown.flatMap(({ file, trackId }) => (file === undefined ? [trackId] : [])),
      position: positionText(feed, shown.at(-1) ?? from),
      isLast: rows.length <= limit,
      isWhole: known === undefined,
    };
  }

  async listChangedTracks({ after, limit }: PageRequest, signal: AbortSignal): Promise<ChangedTracks> {
    const feed = await this.queries.feed(signal);
    const from = changePosition(after, feed) ?? beginning;
    const rows = await this.queries.changedTracks(from, limit + 1, signal);
    const shown = rows.slice(0, limit);
    return {
      items: shown.map(({ file }) => this.describe(file)),
      position: positionText(feed, shown.at(-1) ?? from),
      isLast: rows.length <= limit,
    };
  }

  /** The name of a root's backend is worked out once per list. */
  private filesOfBackends(): (file: ListedFile) => TrackFile {
    const backends = new Map<string, string>();
    return (file) => {
      const name = backends.get(file.root) ?? localBackendName(file.root, this.sha256);
      backends.set(file.root, name);
      return toTrackFile(file, name);
    };
  }

  /** Files of one folder share an album id, whatever the library is mounted at. */
  private describe(file: ListedFile): SourceTrack {
    return { ...describeTrack(file), remoteAlbumId: this.sha256(`album folder\n${albumFolder(file.path).folder}`).slice(0, 16) };
  }

  private async playlists(charts: boolean, page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>> {
    const [sortKey, id] = page.after === undefined ? [] : parsePosition(page.after, ['string', 'string']);
    const after = id === undefined ? undefined : { sortKey: String(sortKey), id: String(id) };
    const rows = await this.queries.playlists(charts, { after, limit: page.limit + 1 }, signal);
    return pageOf(rows, page.limit, toSourcePlaylist, (row) => [row.sortKey, row.remoteId]);
  }
}

/** One extra row shows whether there is a next page. */
function pageOf<R, T>(rows: readonly R[], limit: number, map: (row: R) => T, position: (row: R) => (string | number)[]): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(map), next: last === undefined ? undefined : JSON.stringify(position(last)) };
}

function parsePosition(text: string, types: readonly ('string' | 'number')[]): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidToken();
  }
  const fits = Array.isArray(value) && value.length === types.length && types.every((type, index) => typeof value[index] === type);
  if (!fits) throw invalidToken();
  return value as unknown[];
}

const beginning: ChangePosition = { revision: 0, trackId: '' };

const positionText = (feed: string, { revision, trackId }: ChangePosition): string => JSON.stringify([feed, revision, trackId]);

/** Undefined for one of another database, whose numbers mean nothing here: everything counts as changed then. */
function changePosition(text: string | undefined, feed: string): ChangePosition | undefined {
  if (text === undefined) return undefined;
  const [of, revision, trackId] = parsePosition(text, ['string', 'number', 'string']);
  return of === feed ? { revision: Number(revision), trackId: String(trackId) } : undefined;
}

function toSourcePlaylist({ remoteId, kind, name, description, version }: LibraryPlaylist): SourcePlaylist {
  return { remoteId, name, description, pools: [poolOf(kind)], version };
}

function poolOf(kind: LibraryPlaylist['kind']): Pool {
  switch (kind) {
    case 'toplist':
      return { kind, externalId: newestChartId, name: 'Library' };
    case 'playlist_file':
      return { kind, externalId: 'library_playlist_files', name: 'Playlist files' };
  }
}

function toTrackFile(file: ListedFile, backendName: string): TrackFile {
  const { bitrate, sampleRate, bitDepth, lossless, durationMs } = file.tags;
  const ext = extensionOf(file.path);
  return {
    remoteTrackId: file.trackId,
    backendName,
    rootPath: file.root,
    locator: file.path,
    ext,
    fileSizeBytes: file.size,
    qualityLabel: qualityLabel({ ext, bitrate, sampleRate, bitDepth, lossless }),
    ...{ bitrate, sampleRate, bitDepth, durationMs },
  };
}
