import { Fault } from '@catalogsync/faults';
import type {
  MediaServer,
  OptionalOperation,
  OptionalOperations,
  ServerPlaylists,
  TrackSearch,
} from '../../src/core/servers/media-server.js';
import type { PlaylistEdits } from '../../src/core/servers/playlist-edits.js';
import type {
  NewPlaylist,
  Play,
  PlaylistEntry,
  ServerAlbum,
  ServerArtist,
  ServerPlaylist,
  ServerTrack,
  TrackPlays,
} from '../../src/core/servers/values.js';

interface StoredPlaylist extends NewPlaylist {
  readonly id: string;
  readonly readOnly?: string;
}

/** Thrown by every call from now on, until it is removed. */
type Failure = Error | undefined;

/** A media server in memory: the tracks that tests put into it, playlists, plays. It can be made to fail, also after some calls. */
export class MemoryServer implements MediaServer {
  readonly scansFolders = true;
  readonly settings = 'nothing';
  whyNot: Partial<Readonly<Record<OptionalOperation, string>>> = {
    trackPlayCounts: 'it keeps a history instead',
    updateArtistGenres: 'it stores nothing about artists',
    updateArtistPoster: 'it stores no pictures',
    updateAlbumPoster: 'it stores no pictures',
    updateArtistBiography: 'it stores nothing about artists',
  };
  configured = true;
  failure: Failure;
  /** Calls that still succeed before `failure` holds. */
  callsLeft = 0;
  /** Names of the calls in order, playlist changes with their size. */
  readonly calls: string[] = [];
  readonly playlists = new Map<string, StoredPlaylist>();
  readonly plays: Play[] = [];
  readonly scannedFolders: (string | undefined)[] = [];
  /** Known from the next scan on. */
  readonly unscanned: ServerTrack[] = [];
  /** How often `isLibraryScanning` is still true. */
  scanPolls = 0;
  optional: Partial<OptionalOperations>;
  private lastId = 0;

  constructor(readonly tracks: ServerTrack[] = []) {
    this.optional = { playlists: this.playlistCalls(), playHistory: (limit) => this.history(limit) };
  }

  async isConnected(signal: AbortSignal): Promise<boolean> {
    this.call('isConnected', signal);
    return true;
  }

  async ensureConnection(signal: AbortSignal) {
    this.call('ensureConnection', signal);
    return { id: 'memory-1', name: 'Memory', version: '1' };
  }

  async *allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]> {
    for (const name of new Set(this.tracks.flatMap(({ artists }) => artists))) {
      this.call('allArtists', signal);
      yield [{ id: `artist ${name}`, name }];
    }
  }

  async *allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]> {
    this.call('allAlbumIds', signal);
    yield [...new Set(this.tracks.map(({ album = '' }) => album))];
  }

  async searchTracks({ title, limit }: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]> {
    this.call(`searchTracks ${title}`, signal);
    const words = title.toLowerCase().split(/\s+/);
    const matches = this.tracks.filter((track) =>
      words.every((word) => `${track.title} ${track.artists.join(' ')}`.toLowerCase().includes(word)),
    );
    return matches.slice(0, limit);
  }

  async recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]> {
    this.call('recentlyAddedAlbums', signal);
    const albums = new Map(this.tracks.map(({ album = '', artists }) => [album, { id: album, name: album, artist: artists.join(' & ') }]));
    return [...albums.values()].reverse().slice(0, limit);
  }

  async triggerLibraryScan(folder: string | undefined, signal: AbortSignal): Promise<void> {
    this.call('triggerLibraryScan', signal);
    this.scannedFolders.push(folder);
    this.tracks.push(...this.unscanned.splice(0));
  }

  async isLibraryScanning(signal: AbortSignal): Promise<boolean> {
    this.call('isLibraryScanning', signal);
    if (this.scanPolls === 0) return false;
    this.scanPolls -= 1;
    return true;
  }

  /** Somebody plays a track to its end. */
  play(id: string, playedAt: number): void {
    this.plays.push({ id: `play ${this.plays.length + 1}`, track: this.track(id), playedAt });
  }

  /** For `optional`, in place of `whyNot`, where a test wants a server that counts. */
  async *playCounts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    this.call('trackPlayCounts', signal);
    const played = Map.groupBy(this.plays, ({ track }) => track);
    yield [...played].map(([track, plays]) => ({ track, count: plays.length }));
  }

  private playlistCalls(): ServerPlaylists {
    const found = (id: string): StoredPlaylist => {
      const playlist = this.playlists.get(id);
      if (playlist === undefined) throw new Fault('not_found', `there is no playlist ${id}`);
      return playlist;
    };
    const store = (playlist: StoredPlaylist, trackIds: readonly string[]): void =>
      void this.playlists.set(playlist.id, { ...playlist, trackIds });
    const server = this;
    return {
      changesAtOnce: false,
      async *list(signal): AsyncIterable<readonly ServerPlaylist[]> {
        server.call('list', signal);
        yield [...server.playlists.values()].map(({ trackIds, ...head }) => ({ ...head, trackCount: trackIds.length }));
      },
      async *entries(id, signal): AsyncIterable<readonly PlaylistEntry[]> {
        server.call('entries', signal);
        yield found(id).trackIds.map((trackId, index) => ({ entryId: `e${index}`, track: server.track(trackId) }));
      },
      async create(playlist, signal) {
        server.call(`create ${playlist.trackIds.length}`, signal);
        server.lastId += 1;
        const id = `p${server.lastId}`;
        server.playlists.set(id, { ...playlist, id });
        return id;
      },
      async append(id, trackIds, signal) {
        server.call(`append ${trackIds.length}`, signal);
        store(found(id), [...found(id).trackIds, ...trackIds]);
      },
      async replace(id, trackIds, signal) {
        const playlist = found(id);
        server.call('replace clear', signal);
        store(playlist, []);
        server.call(`replace fill ${trackIds.length}`, signal);
        store(playlist, trackIds);
      },
      async edit(id, edits, signal) {
        for (const trackIds of stepsOf(edits)) {
          server.call('edit step', signal);
          store(found(id), trackIds);
        }
      },
      async remove(id, signal) {
        server.call('remove', signal);
        server.playlists.delete(found(id).id);
      },
    };
  }

  private async *history(limit: number): AsyncIterable<readonly Play[]> {
    this.call('playHistory');
    yield this.plays.toSorted((a, b) => b.playedAt - a.playedAt).slice(0, limit);
  }

  private track(id: string): ServerTrack {
    const track = this.tracks.find((one) => one.id === id);
    if (track === undefined) throw new Fault('not_found', `there is no track ${id}`);
    return track;
  }

  private call(name: string, signal?: AbortSignal): void {
    if (signal?.aborted === true) throw new Fault('canceled', 'the call was canceled');
    this.calls.push(name);
    if (this.failure === undefined) return;
    if (this.callsLeft === 0) throw this.failure;
    this.callsLeft -= 1;
  }
}

/** The playlist after each step, one for each entry that is removed, moved or added. */
function stepsOf({ before, after, removed }: PlaylistEdits): string[][] {
  const gone = new Set(removed);
  const steps = removed.map((_, done) => {
    const goneSoFar = new Set(removed.slice(0, done + 1));
    return before.filter((_entry, index) => !goneSoFar.has(index)).map(({ track }) => track.id);
  });
  let now = before
    .map(({ track }, from): { readonly id: string; readonly from: number | undefined } => ({ id: track.id, from }))
    .filter(({ from }) => !gone.has(from ?? -1));
  for (const [at, { trackId, from, stays }] of after.entries()) {
    if (stays) continue;
    now = now.filter((entry) => from === undefined || entry.from !== from);
    const behind = after[at - 1];
    const place =
      behind === undefined
        ? 0
        : now.findLastIndex((entry) =>
            behind.from === undefined ? entry.id === behind.trackId && entry.from === undefined : entry.from === behind.from,
          ) + 1;
    now = now.toSpliced(place, 0, { id: trackId, from });
    steps.push(now.map(({ id }) => id));
  }
  return steps;
}
