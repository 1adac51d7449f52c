import { Fault } from '@catalogsync/faults';
import type {
  MediaServerPeer,
  MediaServerStatus,
  MirrorOrder,
  MirrorStep,
  Play,
  ScanStep,
  ServerTrack,
  TrackChange,
  TrackPlays,
  WantedSong,
} from '../../src/core/media-server/media-server-peer.js';

interface MemoryPlaylist {
  readonly name: string;
  trackIds: readonly string[];
}

const pageSize = 2;

/** A media server in memory. It finds songs by their files, otherwise by title. */
export class MemoryMediaServer implements MediaServerPeer {
  answer: MediaServerStatus = {
    ...{ configured: true, active: 'memory', connected: true, problem: '', hint: '' },
    ...{ serverId: 'server-1', serverName: 'Living room' },
  };
  readonly tracks: ServerTrack[] = [];
  readonly playlists = new Map<string, MemoryPlaylist>();
  /** Folders of each scan; `*` for the whole library. */
  readonly scans: string[][] = [];
  readonly mirrored: MirrorOrder[] = [];
  listens: Play[] = [];
  counts: TrackPlays[] = [];
  /** What a call throws: a list after its first page. */
  readonly fails: { scan?: Fault; mirror?: Fault; plays?: Fault; playCounts?: Fault } = {};
  scanEnds = true;
  /** Called before a playlist is changed. */
  beforeMirror: (order: MirrorOrder, signal: AbortSignal) => Promise<void> = async () => undefined;
  private lastId = 0;

  add(title: string, more: Partial<ServerTrack> = {}): ServerTrack {
    const unknown = { album: undefined, durationMs: undefined, isrc: undefined, locator: undefined };
    const track = { id: `t${this.tracks.length + 1}`, title, artists: ['周杰伦'], ...unknown, ...more };
    this.tracks.push(track);
    return track;
  }

  titlesIn(playlistName: string): string[] {
    const found = [...this.playlists.values()].find(({ name }) => name === playlistName);
    return (found?.trackIds ?? []).map((id) => this.track(id).title);
  }

  async status(): Promise<MediaServerStatus> {
    return this.answer;
  }

  async *scan(folders: readonly string[], waitSeconds: number): AsyncIterable<ScanStep> {
    this.require();
    if (this.fails.scan !== undefined) throw this.fails.scan;
    this.scans.push(folders.length === 0 ? ['*'] : [...folders].sort());
    yield { kind: 'progress', seconds: 1 };
    yield { kind: 'scanned', ended: this.scanEnds && waitSeconds > 0, seconds: waitSeconds };
  }

  async *mirror(order: MirrorOrder, signal: AbortSignal): AsyncIterable<MirrorStep> {
    this.require();
    await this.beforeMirror(order, signal);
    if (this.fails.mirror !== undefined) throw this.fails.mirror;
    this.mirrored.push(order);
    const found = order.songs.map((song) => this.find(song)?.id);
    yield { kind: 'progress', done: order.songs.length, total: order.songs.length };
    const wanted = found.filter((id) => id !== undefined);
    const unmatched = order.songs.flatMap(({ id }, at) => (found[at] === undefined ? [id] : []));
    const known = this.playlists.has(order.remoteId)
      ? order.remoteId
      : [...this.playlists].find(([, { name }]) => name === order.name)?.[0];
    const before = known === undefined ? [] : (this.playlists.get(known)?.trackIds ?? []);
    const after = order.mode === 'append' ? [...before, ...wanted.filter((id) => !before.includes(id))] : wanted;
    const removed = before.filter((id) => !after.includes(id));
    if (!order.force && before.length >= 5 && removed.length > before.length / 2) {
      throw new Fault('failed_precondition', `${removed.length} of ${before.length} tracks would go`, {
        hint: 'Use --force if that is right.',
      });
    }
    const added = after.filter((id) => !before.includes(id));
    const remoteId = order.dryRun ? (known ?? '') : (known ?? `p${++this.lastId}`);
    const isChanged = before.join() !== after.join();
    if (!order.dryRun) this.playlists.set(remoteId, { name: order.name, trackIds: after });
    const change = (kind: TrackChange['kind'], id: string, at: number) => ({ kind, track: this.track(id), position: at + 1 });
    const changes = [
      ...removed.map((id) => change('removed', id, before.indexOf(id))),
      ...added.map((id) => change('added', id, after.indexOf(id))),
    ];
    const counts = { added: added.length, moved: 0, removed: removed.length, trackCount: after.length };
    const result = { remoteId, created: known === undefined, ...counts, applied: !order.dryRun && isChanged, changes, unmatched };
    yield { kind: 'mirrored', result };
  }

  async *plays(limit: number): AsyncIterable<readonly Play[]> {
    this.require();
    yield* pagesOf(this.listens.slice(0, limit), this.fails.plays);
  }

  async *playCounts(): AsyncIterable<readonly TrackPlays[]> {
    this.require();
    yield* pagesOf(this.counts, this.fails.playCounts);
  }

  private require(): void {
    if (!this.answer.configured) throw new Fault('failed_precondition', 'no media server is chosen');
    if (!this.answer.connected) throw new Fault('unavailable', this.answer.problem);
  }

  private find({ title, locators, otherTitles }: WantedSong): ServerTrack | undefined {
    const isNamed = (track: ServerTrack): boolean => track.title === title || otherTitles.includes(track.title);
    return this.tracks.find(({ locator = '' }) => locators.includes(locator)) ?? this.tracks.find(isNamed);
  }

  private track(id: string): ServerTrack {
    const found = this.tracks.find((track) => track.id === id);
    if (found === undefined) throw new Error(`no track ${id}`);
    return found;
  }
}

function* pagesOf<T>(all: readonly T[], fault: Fault | undefined): Iterable<readonly T[]> {
  if (fault?.code === 'unsupported') throw fault;
  for (let at = 0; at < all.length; at += pageSize) {
    yield all.slice(at, at + pageSize);
    if (fault !== undefined) throw fault;
  }
  if (fault !== undefined) throw fault;
}
