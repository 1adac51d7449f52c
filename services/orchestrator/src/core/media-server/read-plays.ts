import { Fault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { findPlayedSongs } from './find-played-songs.js';
import { type MediaServerPeer, mostPlays, type Play, type TrackPlays } from './media-server-peer.js';
import type { DownloadedFiles, PlaysStores, SongPlayCount } from './plays-store.js';

export interface ReadPlaysParts {
  readonly server: Pick<MediaServerPeer, 'plays' | 'playCounts'>;
  readonly files: () => DownloadedFiles;
  readonly writer: CatalogueWriter<PlaysStores>;
}

export interface ReadPlaysContext {
  readonly signal: AbortSignal;
  /** Tracks read so far. */
  readonly report: (done: number, what: string) => void;
}

/** What was read; undefined for what the server does not tell. */
export interface PlaysRead {
  readonly newPlays: number | undefined;
  /** Songs with a count. */
  readonly counted: number | undefined;
  /** Tracks that fit no song. */
  readonly unknown: number;
}

/** Known plays of this many are read before the rest is taken for known. */
const leastPlays = 500;

/** Reads what was played on the media server: single plays, each once, and how often each track was played in all. */
export class ReadPlays {
  constructor(private readonly parts: ReadPlaysParts) {}

  /** What it does not tell by design is no fault. @throws Fault if a list failed; what was stored by then stays, and nothing is lowered */
  async run(serverId: string, context: ReadPlaysContext): Promise<PlaysRead> {
    const run = new Run(this.parts, serverId, context);
    const newPlays = await ifSupported(() => run.plays());
    const counted = await ifSupported(() => run.counts());
    if (counted === undefined && newPlays !== undefined) await this.parts.writer.run(({ plays }) => plays.countPlays(serverId));
    return { newPlays, counted, unknown: run.unknown.size };
  }
}

async function ifSupported<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Fault && error.code === 'unsupported') return undefined;
    throw error;
  }
}

/** One reading of both lists. */
class Run {
  readonly unknown = new Set<string>();
  private readonly files: DownloadedFiles;

  constructor(
    private readonly parts: ReadPlaysParts,
    private readonly serverId: string,
    private readonly context: ReadPlaysContext,
  ) {
    this.files = parts.files();
  }

  /** @returns how many were new */
  async plays(): Promise<number> {
    let [read, added] = [0, 0];
    for await (const page of this.parts.server.plays(mostPlays, this.context.signal)) {
      const { known, fresh } = await this.store(page, async (found, { plays }) => {
        const ofSongs = page.flatMap(({ id, track, playedAt }) => playOf(id, found.get(track.id), playedAt));
        const stored = await plays.addPlays(this.serverId, ofSongs);
        return { known: ofSongs.length - stored, fresh: stored };
      });
      read += page.length;
      added += fresh;
      this.context.report(read, 'plays');
      // Newest first: older ones were read before.
      if (fresh === 0 && known > 0 && read >= leastPlays) break;
    }
    return added;
  }

  /** @returns how many songs have a count */
  async counts(): Promise<number> {
    const counts = new Map<number, SongPlayCount>();
    let read = 0;
    for await (const page of this.parts.server.playCounts(this.context.signal)) {
      await this.store(page, async (found, { plays }) => {
        const songIds = addCounts(page, found, counts);
        await plays.raiseCounts(
          this.serverId,
          songIds.flatMap((id) => counts.get(id) ?? []),
        );
      });
      read += page.length;
      this.context.report(read, 'tracks');
    }
    // A server that suddenly knows no play of any song has lost them, or shows them to somebody else.
    if (counts.size > 0) await this.parts.writer.run(({ plays }) => plays.replaceCounts(this.serverId, [...counts.values()]));
    return counts.size;
  }

  private async store<T>(
    page: ReadonlyArray<Play | TrackPlays>,
    write: (found: ReadonlyMap<string, number>, stores: PlaysStores) => Promise<T>,
  ): Promise<T> {
    const { signal } = this.context;
    const tracks = page.map(({ track }) => track);
    const inFiles = await this.files.songsAt([...new Set(tracks.flatMap(({ locator }) => locator ?? []))], signal);
    return this.parts.writer.run(
      async (stores) => {
        const found = await findPlayedSongs(tracks, inFiles, stores);
        for (const { id } of tracks) if (!found.has(id)) this.unknown.add(id);
        return write(found, stores);
      },
      { signal },
    );
  }
}

const playOf = (playId: string, songId: number | undefined, playedAt: number) =>
  songId === undefined ? [] : [{ playId, songId, playedAt }];

/** Tracks of one song are added up. @returns the songs of the page, each once */
function addCounts(page: readonly TrackPlays[], found: ReadonlyMap<string, number>, counts: Map<number, SongPlayCount>): number[] {
  const songIds = new Set<number>();
  for (const { track, count, lastPlayedAt = 0 } of page) {
    const songId = found.get(track.id);
    if (songId === undefined) continue;
    const before = counts.get(songId);
    const last = Math.max(before?.lastPlayedAt ?? 0, lastPlayedAt);
    counts.set(songId, { songId, count: (before?.count ?? 0) + count, lastPlayedAt: last === 0 ? undefined : last });
    songIds.add(songId);
  }
  return [...songIds];
}
