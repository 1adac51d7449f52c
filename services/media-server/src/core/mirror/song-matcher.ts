import { type AcceptedMatch, matchPriority, type Recording, type RecordingInput, RecordingReader } from '@catalogsync/catalog';
import type { ServerTrack } from '../servers/values.js';

/** A song of the catalogue, as far as it helps to find it on a server. */
export interface WantedSong extends RecordingInput {
  /** The caller's own name for it. */
  readonly songId: string;
  readonly artists: readonly string[];
  /** Where its files are below the library's folder. */
  readonly locators: readonly string[];
}

/** Where a track's file is below the library's folder; undefined if the server does not say, or if it is elsewhere. */
export type LocatorOf = (track: ServerTrack) => string | undefined;

interface KnownTrack {
  readonly track: ServerTrack;
  readonly recording: Recording;
}

/**
 * Finds songs among tracks of a server by the rules that the resolver chooses files by, the surest match first. A track that is the
 * very file of the song needs no rule. Remembers every track that it was shown: for one playlist.
 */
export class SongMatcher {
  private readonly reader = new RecordingReader();
  private readonly byKey = new Map<string, KnownTrack[]>();
  private readonly byLocator = new Map<string, ServerTrack>();

  constructor(private readonly locatorOf: LocatorOf) {}

  /** Tracks to find songs among from now on. */
  remember(tracks: Iterable<ServerTrack>): void {
    for (const track of tracks) {
      const { recording, keys } = this.reader.read(track);
      for (const key of keys) {
        const known = this.byKey.get(key);
        if (known === undefined) this.byKey.set(key, [{ track, recording }]);
        else known.push({ track, recording });
      }
      const locator = this.locatorOf(track);
      if (locator !== undefined) this.byLocator.set(locator, track);
    }
  }

  /** Only if it is sure: a track that may be another is looked for again. */
  amongRemembered(song: WantedSong): ServerTrack | undefined {
    const same = song.locators.map((locator) => this.byLocator.get(locator)).find((track) => track !== undefined);
    if (same !== undefined) return same;
    const { recording, keys } = this.reader.read(song);
    const best = bestOf(
      recording,
      keys.flatMap((key) => this.byKey.get(key) ?? []),
    );
    return best?.match.highConfidence === true ? best.track : undefined;
  }

  /** The best that is acceptable, among hits of a search. */
  among(song: WantedSong, hits: readonly ServerTrack[]): ServerTrack | undefined {
    const same = hits.find((hit) => song.locators.includes(this.locatorOf(hit) ?? ''));
    if (same !== undefined) return same;
    const { recording } = this.reader.read(song);
    return bestOf(
      recording,
      hits.map((track) => ({ track, recording: this.reader.read(track).recording })),
    )?.track;
  }
}

interface Matched {
  readonly track: ServerTrack;
  readonly match: AcceptedMatch;
}

/** Of equally sure ones the first. */
function bestOf(wanted: Recording, known: readonly KnownTrack[]): Matched | undefined {
  let best: Matched | undefined;
  for (const { track, recording } of known) {
    const match = matchPriority(wanted, recording);
    if (match.accepted && (best === undefined || match.priority < best.match.priority)) best = { track, match };
  }
  return best;
}
