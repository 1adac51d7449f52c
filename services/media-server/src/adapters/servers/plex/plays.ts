import { toFault } from '@catalogsync/faults';
import type { Play, TrackPlays } from '../../../core/servers/values.js';
import type { PlexCall, PlexClient } from './client.js';
import type { MusicLibrary, PlexLibraries } from './libraries.js';
import { itemsOf, kinds } from './listing.js';
import { pagesOf } from './pages.js';
import { creditOf, milliseconds, type PlexPlay, type PlexTrack, playsShape, toTrack, tracksShape } from './wire.js';

/** Which tracks were played, when and how often. */
export class PlexPlays {
  constructor(
    private readonly client: PlexClient,
    private readonly libraries: PlexLibraries,
  ) {}

  async *history(limit: number, signal: AbortSignal): AsyncIterable<readonly Play[]> {
    const libraries = await this.libraries.current(signal);
    const keys = new Set(libraries.map(({ key }) => key));
    // The server filters by one library or not at all.
    const librarySectionID = libraries.length === 1 ? libraries[0]?.key : undefined;
    const call: PlexCall = { path: '/status/sessions/history/all', query: { sort: 'viewedAt:desc', librarySectionID } };
    const seen = new Set<string>();
    // Not too small: plays of other media and of what was deleted are among them.
    for await (const rows of pagesOf(this.client, call, playsShape, signal, { size: Math.max(50, Math.min(limit, 500)) })) {
      if (seen.size >= limit) return;
      const plays = rows
        .filter(({ librarySectionID }) => librarySectionID === undefined || keys.has(String(librarySectionID)))
        .flatMap(toPlay)
        // Plays that are added meanwhile shift the others into the next page.
        .filter(({ id }) => !seen.has(id))
        .slice(0, limit - seen.size);
      for (const { id } of plays) seen.add(id);
      yield plays;
      if (seen.size >= limit) return;
    }
  }

  async *counts(signal: AbortSignal): AsyncIterable<readonly TrackPlays[]> {
    const seen = new Set<string>();
    for (const library of await this.libraries.current(signal)) {
      for await (const rows of this.played(library, signal)) {
        const played = rows.flatMap((row): TrackPlays[] => {
          const { viewCount: count = 0, lastViewedAt } = row;
          return count > 0 && !seen.has(String(row.ratingKey))
            ? [{ track: toTrack(row), count, lastPlayedAt: milliseconds(lastViewedAt) }]
            : [];
        });
        for (const { track } of played) seen.add(track.id);
        yield played;
      }
    }
  }

  /** Those that were played, or all tracks where the server knows no such filter. */
  private async *played(library: MusicLibrary, signal: AbortSignal): AsyncIterable<readonly PlexTrack[]> {
    try {
      yield* pagesOf(this.client, itemsOf(library, { type: kinds.track, 'viewCount>>': 0 }), tracksShape, signal);
    } catch (error) {
      if (toFault(error).code !== 'invalid_argument') throw error;
      yield* pagesOf(this.client, itemsOf(library, { type: kinds.track }), tracksShape, signal);
    }
  }
}

/** Nothing for other media, and for tracks that were deleted since. */
function toPlay(row: PlexPlay): Play[] {
  const { ratingKey, title, type = 'track', viewedAt = 0, accountID = '', historyKey } = row;
  const playedAt = milliseconds(viewedAt);
  if (ratingKey === undefined || title === undefined || type !== 'track' || playedAt === undefined) return [];
  const track = { id: String(ratingKey), title, artists: creditOf(row), album: row.parentTitle };
  return [{ id: historyKey ?? `${ratingKey} ${viewedAt} ${accountID}`, track, playedAt }];
}
