import type { Play, ServerTrack, TrackPlays } from '../../../core/servers/values.js';
import { isSameId } from './answers.js';
import type { JellyfinClient } from './client.js';
import type { JellyfinConnection } from './connection.js';
import { timeOf, trackFields, trackOf } from './items.js';
import type { JellyfinPace } from './library.js';
import { pagesOf } from './pages.js';
import { itemsShape, type LogEntry, logShape, type PlayedItem, playedItemsShape } from './wire.js';

/** Entries of a page: each page's tracks are asked for in one call, by ids in its address. */
const logPage = 100;

/** What the configured user has played. */
export class JellyfinPlays {
  constructor(
    private readonly client: JellyfinClient,
    private readonly connection: JellyfinConnection,
    private readonly pace: JellyfinPace,
  ) {}

  async *counts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    const { userId, libraryIds } = await this.connection.session(signal);
    const query = { userId, includeItemTypes: 'Audio', recursive: true, filters: 'IsPlayed', fields: trackFields, sortBy: 'SortName' };
    for (const parentId of libraryIds) {
      const read = async (startIndex: number, limit: number, either: AbortSignal) => {
        const page = { ...query, parentId, startIndex, limit, enableUserData: true, enableImages: false, enableTotalRecordCount: false };
        return (await this.client.page('/Items', page, playedItemsShape, either, this.pace.pageMs)).Items;
      };
      for await (const page of pagesOf(read, this.pace.pages, signal)) {
        const played = page.map(playsOf).filter(({ count }) => count > 0);
        if (played.length > 0) yield played;
      }
    }
  }

  /**
   * The plays that the server's activity log still remembers (30 days unless set otherwise there): each time that a player stopped a
   * track. The log lists the latest first.
   */
  async *history(most: number, signal: AbortSignal): AsyncIterable<readonly Play[]> {
    const { userId } = await this.connection.session(signal);
    const read = async (startIndex: number, limit: number, either: AbortSignal) => {
      const query = { startIndex, limit, hasUserId: true };
      return (await this.client.page('/System/ActivityLog/Entries', query, logShape, either, this.pace.pageMs)).Items;
    };
    const pages = { ...this.pace.pages, largest: Math.min(this.pace.pages.largest, logPage) };
    let left = most;
    for await (const page of pagesOf(read, pages, signal)) {
      const own = page.filter((entry) => entry.Type === 'AudioPlaybackStopped' && isSameId(entry.UserId, userId));
      const plays = (await this.playsIn(own, userId, signal)).slice(0, left);
      left -= plays.length;
      if (plays.length > 0) yield plays;
      if (left <= 0) return;
    }
  }

  /** Without those of tracks that the server no longer has. */
  private async playsIn(entries: readonly LogEntry[], userId: string, signal: AbortSignal): Promise<readonly Play[]> {
    const ids = [...new Set(entries.flatMap(({ ItemId }) => (ItemId ? [ItemId] : [])))];
    if (ids.length === 0) return [];
    const query = { userId, ids, fields: trackFields, enableImages: false, enableUserData: false };
    const { Items } = await this.client.get('/Items', query, itemsShape, signal);
    const tracks = Items.map(trackOf);
    return entries.flatMap((entry) =>
      playOf(
        entry,
        tracks.find(({ id }) => isSameId(id, entry.ItemId)),
      ),
    );
  }
}

function playsOf(item: PlayedItem): TrackPlays {
  const { PlayCount, LastPlayedDate } = item.UserData;
  const lastPlayedAt = timeOf(LastPlayedDate);
  return { track: trackOf(item), count: PlayCount, ...(lastPlayedAt === undefined ? {} : { lastPlayedAt }) };
}

function playOf({ Id, Date: date }: LogEntry, track: ServerTrack | undefined): Play[] {
  const playedAt = timeOf(date);
  return track === undefined || playedAt === undefined ? [] : [{ id: String(Id), track, playedAt }];
}
