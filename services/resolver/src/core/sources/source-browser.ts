import { Fault } from '@catalogsync/faults';
import { namedTracks } from './named-tracks.js';
import { decodePageToken, encodePageToken, invalidToken } from './page-token.js';
import {
  type ChangedFiles,
  type ChangedTracks,
  capabilitiesOf,
  type LeftOut,
  type Page,
  type PageRequest,
  requireConfigured,
  type Source,
  type SourceCapability,
  type SourcePlaylist,
  type TrackFile,
} from './source.js';
import type { SourceRegistry } from './source-registry.js';
import type { SourceTrack } from './source-track.js';

/** Smallest, usual and largest page size. */
interface PageBounds {
  readonly usual: number;
  readonly most: number;
}

const playlistBounds: PageBounds = { usual: 200, most: 1000 };
const trackBounds: PageBounds = { usual: 500, most: 1000 };
const fileBounds: PageBounds = { usual: 1000, most: 5000 };

/** A page as a caller asks for it: size 0 is the usual one, an empty token the first page. */
export interface TokenPage {
  readonly size: number;
  readonly token: string;
}

export interface TokenPageOf<T> {
  readonly items: readonly T[];
  /** Empty after the last page. */
  readonly nextToken: string;
  readonly notices: readonly string[];
}

export interface SourceSummary {
  readonly name: string;
  readonly configured: boolean;
  readonly capabilities: readonly SourceCapability[];
  readonly leftOut: LeftOut;
  readonly aliases: readonly string[];
}

type Lister<T> = (page: PageRequest) => Promise<Page<T>>;

/** Reads whatever sources can list, page by page. */
export class SourceBrowser {
  constructor(private readonly registry: SourceRegistry) {}

  listSources(): SourceSummary[] {
    return this.registry.all().map((source) => ({
      name: source.name,
      configured: source.configured,
      capabilities: capabilitiesOf(source),
      leftOut: source.leftOut ?? {},
      aliases: source.aliases ?? [],
    }));
  }

  /**
   * Charts first, then playlists.
   * @throws Fault `not_found` for an unknown source, `failed_precondition` for one not configured, `unsupported` if it lists
   *   neither, `invalid_argument` for an invalid size or token.
   */
  async listPlaylists(sourceName: string, page: TokenPage, signal: AbortSignal): Promise<TokenPageOf<SourcePlaylist>> {
    const source = this.registry.get(sourceName);
    const { charts, playlists } = source;
    const parts: [string, Lister<SourcePlaylist>][] = [];
    if (charts !== undefined) parts.push(['charts', (request) => charts.listCharts(request, signal)]);
    if (playlists !== undefined) parts.push(['playlists', (request) => playlists.listPlaylists(request, signal)]);
    if (parts.length === 0) throw cannot(source, 'playlists');
    requireConfigured(source);
    return readParts(parts, ['playlists', source.name], page, playlistBounds);
  }

  /** @throws Fault as `listPlaylists`; also `not_found` for an unknown playlist. */
  async listPlaylistTracks(
    sourceName: string,
    playlistId: string,
    page: TokenPage,
    signal: AbortSignal,
  ): Promise<TokenPageOf<SourceTrack>> {
    const source = this.registry.get(sourceName);
    const { playlistTracks } = source;
    if (playlistTracks === undefined) throw cannot(source, 'tracks of playlists');
    requireConfigured(source);
    const lister: Lister<SourceTrack> = async (request) => {
      const listed = await playlistTracks.listPlaylistTracks(playlistId, request, signal);
      const expert = this.registry.all().find(({ configured, identifier }) => configured && identifier !== undefined);
      return expert === undefined ? listed : namedTracks(source.name, listed, expert, signal);
    };
    return readParts([['tracks', lister]], ['tracks', source.name, playlistId], page, trackBounds);
  }

  /** @throws Fault as `listPlaylists`. */
  async listTrackFiles(sourceName: string, page: TokenPage, signal: AbortSignal): Promise<TokenPageOf<TrackFile>> {
    const source = this.registry.get(sourceName);
    const { trackFiles } = source;
    if (trackFiles === undefined) throw cannot(source, 'files in place');
    const lister: Lister<TrackFile> = (request) => trackFiles.listTrackFiles(request, signal);
    return readParts([['files', lister]], ['files', source.name], page, fileBounds);
  }

  /** @throws Fault as `listPlaylists`. */
  async listChangedTracks(
    sourceName: string,
    { size, since }: { size: number; since: string },
    signal: AbortSignal,
  ): Promise<ChangedTracks> {
    const source = this.registry.get(sourceName);
    const { changedTracks } = source;
    if (changedTracks === undefined) throw cannot(source, 'changes of songs');
    requireConfigured(source);
    return changedTracks.listChangedTracks({ limit: pageSize(size, trackBounds), after: since || undefined }, signal);
  }

  /** @throws Fault as `listPlaylists`. */
  async listChangedFiles(sourceName: string, { size, since }: { size: number; since: string }, signal: AbortSignal): Promise<ChangedFiles> {
    const source = this.registry.get(sourceName);
    const { changedFiles } = source;
    if (changedFiles === undefined) throw cannot(source, 'changes of files');
    return changedFiles.listChangedFiles({ limit: pageSize(size, fileBounds), after: since || undefined }, signal);
  }
}

function cannot(source: Source, what: string): Fault {
  return new Fault('unsupported', `the source "${source.name}" lists no ${what}`);
}

/**
 * Reads the part that the token is in; when it ends, the next page begins the next part. A position is the part's
 * name and, except at its beginning, a line break and the source's own text.
 */
async function readParts<T>(
  parts: readonly (readonly [string, Lister<T>])[],
  list: readonly string[],
  page: TokenPage,
  bounds: PageBounds,
): Promise<TokenPageOf<T>> {
  const limit = pageSize(page.size, bounds);
  const position = decodePageToken(page.token, list) ?? parts[0]?.[0] ?? '';
  const [name = '', ...rest] = position.split('\n');
  const index = parts.findIndex(([part]) => part === name);
  const part = parts[index];
  if (part === undefined) throw invalidToken();
  const { items, next, notices = [] } = await part[1]({ limit, after: rest.length === 0 ? undefined : rest.join('\n') });
  const following = next === undefined ? parts[index + 1]?.[0] : `${name}\n${next}`;
  return { items, nextToken: following === undefined ? '' : encodePageToken({ list, after: following }), notices };
}

function pageSize(size: number, bounds: PageBounds): number {
  if (size === 0) return bounds.usual;
  if (Number.isInteger(size) && size >= 1 && size <= bounds.most) return size;
  throw new Fault('invalid_argument', `the page size must be from 1 to ${bounds.most}, or 0 for ${bounds.usual}`);
}
