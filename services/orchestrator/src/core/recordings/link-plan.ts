import { defaultTolerance, matchPriority } from '@catalogsync/catalog';
import type { LinkableSong } from './lookups.js';
import type { LinkChanges, RecordingMember, SongPair } from './recording-store.js';

interface Fit extends Entry {
  readonly priority: number;
  readonly gapMs: number;
}

/** A song by which a recording is found: the first one, which stands for it, or one that people put into it. */
interface Entry {
  readonly song: LinkableSong;
  readonly recordingId: number;
}

/** By the keys under which they are found. */
type Index = Map<number, Entry[]>;

/**
 * Whether two songs are the same recording beyond doubt: the same ISRC with lengths within 10 s, or the same title, version
 * and artists with lengths within 3 s. With an unknown length the names alone do not do.
 */
function fitOf(song: LinkableSong, entry: Entry): Fit | undefined {
  const [a, b] = [song.recording, entry.song.recording];
  const gapMs = a.durationMs === undefined || b.durationMs === undefined ? undefined : Math.abs(a.durationMs - b.durationMs);
  if ((gapMs ?? 0) > defaultTolerance.isrcDurationMs) return undefined;
  const match = matchPriority(a, b);
  if (!match.accepted || !match.highConfidence || match.reason === 'exact_without_duration') return undefined;
  return { song: entry.song, recordingId: entry.recordingId, priority: match.priority, gapMs: gapMs ?? 0 };
}

const better = (a: Fit, b: Fit): number => a.priority - b.priority || a.gapMs - b.gapMs || a.song.id - b.song.id;

/** The decisions about the songs of a batch. */
class Decisions {
  private readonly leaders = new Map<number, number>();
  private readonly apart = new Map<number, Set<number>>();

  constructor(pairs: readonly SongPair[]) {
    for (const { songId, otherSongId, isSame } of pairs) if (isSame) this.unite(songId, otherSongId);
    for (const { songId, otherSongId, isSame } of pairs) if (!isSame) this.part(songId, otherSongId);
  }

  /** The first of the songs that people made one with this. */
  leaderOf(id: number): number {
    let leader = id;
    for (let next = this.leaders.get(leader); next !== undefined && next !== leader; next = this.leaders.get(leader)) leader = next;
    return leader;
  }

  /** Songs that people keep apart from this. */
  apartFrom(id: number): ReadonlySet<number> | undefined {
    return this.apart.get(id);
  }

  private unite(a: number, b: number): void {
    const [one, other] = [this.leaderOf(a), this.leaderOf(b)];
    this.leaders.set(Math.max(one, other), Math.min(one, other));
  }

  private part(a: number, b: number): void {
    this.apart.set(a, (this.apart.get(a) ?? new Set()).add(b));
    this.apart.set(b, (this.apart.get(b) ?? new Set()).add(a));
  }
}

export interface LinkNeighbours {
  /** Songs outside the batch by which recordings are found, or that are alone, and that may fit one of the batch. */
  readonly songs: readonly LinkableSong[];
  /** The members of their recordings; needed only where people decided. */
  readonly members: readonly RecordingMember[];
}

/**
 * Decides for a batch of songs, by ascending id, which recordings they belong to. Each song is compared with the songs that
 * stand for a recording, never with every member: a chain of small differences cannot join two recordings, and a title that
 * a thousand songs share is one comparison. Songs that people made one are placed together, and the recording is found by each of
 * them: what was linked with either stays linked.
 */
export class LinkPlan {
  private readonly index: Index = new Map();
  private readonly decisions: Decisions;
  private readonly membersOf: Map<number, number[]>;
  private readonly platforms = new Map<number, string>();
  private readonly recordingOf = new Map<number, number>();
  private readonly across = new Map<number, boolean>();
  private readonly added: RecordingMember[] = [];
  private readonly found: LinkableSong[] = [];
  private readonly again = new Set<number>();
  /** Songs of the batch that people made one, by the first of them. */
  private readonly united: ReadonlyMap<number, readonly LinkableSong[]>;

  /** @param batch by ascending id */
  constructor(
    private readonly batch: readonly LinkableSong[],
    neighbours: LinkNeighbours,
    pairs: readonly SongPair[],
  ) {
    this.decisions = new Decisions(pairs);
    this.united = Map.groupBy(batch, ({ id }) => this.decisions.leaderOf(id));
    const byRecording = Map.groupBy(neighbours.members, ({ recordingId }) => recordingId);
    this.membersOf = new Map([...byRecording].map(([id, members]) => [id, members.map(({ songId }) => songId)]));
    const recordings = new Map(neighbours.members.map(({ songId, recordingId }) => [songId, recordingId]));
    for (const song of neighbours.songs) this.add(song, recordings.get(song.id) ?? song.id);
  }

  changes(): LinkChanges {
    for (const song of this.batch) this.place(song);
    return {
      recordings: [...this.across].map(([id, acrossPlatforms]) => ({ id, acrossPlatforms })),
      members: this.added,
      found: this.found.map(({ id, lookups }) => ({ songId: id, lookups })),
      again: [...this.again],
    };
  }

  private place(song: LinkableSong): void {
    this.platforms.set(song.id, song.platform);
    const recordingId =
      this.recordingOf.get(this.decisions.leaderOf(song.id)) ?? this.placeAll(this.united.get(song.id) ?? [song], song.id);
    this.recordingOf.set(song.id, recordingId);
    if (recordingId === song.id) return;
    if (!this.across.has(recordingId)) this.added.push({ songId: recordingId, recordingId });
    this.added.push({ songId: song.id, recordingId });
    const differs = this.platforms.get(recordingId) !== song.platform;
    this.across.set(recordingId, differs || this.across.get(recordingId) === true);
  }

  /** The recording of songs that people made one, mostly of a single one. @param first the first of them */
  private placeAll(songs: readonly LinkableSong[], first: number): number {
    const joined = this.fitting(songs, first);
    const recordingId = joined ?? first;
    if (joined !== undefined || songs.length > 1) {
      const members = this.membersOf.get(recordingId) ?? [recordingId];
      this.membersOf.set(recordingId, [...members, ...songs.map(({ id }) => id)]);
    }
    if (joined !== undefined && songs.length === 1) return recordingId;
    for (const song of songs) {
      this.found.push(song);
      this.add(song, recordingId);
    }
    return recordingId;
  }

  private add(song: LinkableSong, recordingId: number): void {
    this.platforms.set(song.id, song.platform);
    // If its first song is not known here and of another platform, the recording is known to have several.
    if (!this.platforms.has(recordingId)) this.platforms.set(recordingId, song.platform);
    const entry: Entry = { song, recordingId };
    for (const { key } of song.lookups) {
      const there = this.index.get(key);
      if (there === undefined) this.index.set(key, [entry]);
      else there.push(entry);
    }
  }

  private fitting(songs: readonly LinkableSong[], first: number): number | undefined {
    const fits: Fit[] = [];
    for (const song of songs) {
      for (const entry of this.candidates(song)) {
        const fit = fitOf(song, entry);
        if (fit !== undefined && !songs.some(({ id }) => this.areApart(id, fit.recordingId))) fits.push(fit);
      }
    }
    const earlier = fits.filter(({ recordingId }) => recordingId < first);
    if (earlier.length > 0) return earlier.reduce((best, fit) => (better(fit, best) < 0 ? fit : best)).recordingId;
    // The first song stands for a recording, so those that come after it are linked again, to this one.
    for (const { song } of fits) this.again.add(song.id);
    return undefined;
  }

  private candidates(song: LinkableSong): Set<Entry> {
    const found = new Set<Entry>();
    for (const { key, from, to } of song.lookups) {
      for (const entry of this.index.get(key) ?? []) {
        const length = entry.song.lookups[0]?.durationMs ?? 0;
        if (length >= from && length <= to && !this.again.has(entry.song.id)) found.add(entry);
      }
    }
    return found;
  }

  private areApart(id: number, recordingId: number): boolean {
    const apart = this.decisions.apartFrom(id);
    return apart !== undefined && (this.membersOf.get(recordingId) ?? [recordingId]).some((member) => apart.has(member));
  }
}
