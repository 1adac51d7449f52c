import { defaultTolerance, matchPriority } from '@catalogsync/catalog';
import type { LinkableSong } from './lookups.js';
import type { LinkChanges, RecordingMember, SongPair } from './recording-store.js';

interface Fit {
  readonly song: LinkableSong;
  readonly priority: number;
  readonly gapMs: number;
}

/** Songs that stand for a recording, by the keys under which they are found. */
type Index = Map<number, LinkableSong[]>;

/**
 * Whether two songs are the same recording beyond doubt: the same ISRC with lengths within 10 s, or the same title, version
 * and artists with lengths within 3 s. With an unknown length the names alone do not do.
 */
function fitOf(song: LinkableSong, other: LinkableSong): Fit | undefined {
  const [a, b] = [song.recording, other.recording];
  const gapMs = a.durationMs === undefined || b.durationMs === undefined ? undefined : Math.abs(a.durationMs - b.durationMs);
  if ((gapMs ?? 0) > defaultTolerance.isrcDurationMs) return undefined;
  const match = matchPriority(a, b);
  if (!match.accepted || !match.highConfidence || match.reason === 'exact_without_duration') return undefined;
  return { song: other, priority: match.priority, gapMs: gapMs ?? 0 };
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
  /** Songs outside the batch that stand for a recording or are alone, and may fit one of the batch. */
  readonly songs: readonly LinkableSong[];
  /** The members of their recordings; needed only for songs that people keep apart. */
  readonly members: readonly RecordingMember[];
}

/**
 * Decides for a batch of songs, by ascending id, which recordings they belong to. Each song is compared with the songs that
 * stand for a recording, never with every member: a chain of small differences cannot join two recordings, and a title that
 * a thousand songs share is one comparison.
 */
export class LinkPlan {
  private readonly index: Index = new Map();
  private readonly decisions: Decisions;
  private readonly membersOf: Map<number, number[]>;
  private readonly platforms = new Map<number, string>();
  private readonly recordingOf = new Map<number, number>();
  private readonly across = new Map<number, boolean>();
  private readonly added: RecordingMember[] = [];
  private readonly standing: LinkableSong[] = [];
  private readonly again = new Set<number>();

  constructor(neighbours: LinkNeighbours, pairs: readonly SongPair[]) {
    this.decisions = new Decisions(pairs);
    const byRecording = Map.groupBy(neighbours.members, ({ recordingId }) => recordingId);
    this.membersOf = new Map([...byRecording].map(([id, members]) => [id, members.map(({ songId }) => songId)]));
    for (const song of neighbours.songs) this.add(song);
  }

  place(song: LinkableSong): void {
    const recordingId = this.chosen(song.id) ?? this.fitting(song);
    this.recordingOf.set(song.id, recordingId ?? song.id);
    if (recordingId === undefined) {
      this.standing.push(song);
      this.add(song);
      return;
    }
    if (!this.across.has(recordingId)) this.added.push({ songId: recordingId, recordingId });
    this.added.push({ songId: song.id, recordingId });
    const differs = this.platforms.get(recordingId) !== song.platform;
    this.across.set(recordingId, differs || this.across.get(recordingId) === true);
    this.membersOf.set(recordingId, [...(this.membersOf.get(recordingId) ?? [recordingId]), song.id]);
  }

  changes(): LinkChanges {
    return {
      recordings: [...this.across].map(([id, acrossPlatforms]) => ({ id, acrossPlatforms })),
      members: this.added,
      found: this.standing.map(({ id, lookups }) => ({ songId: id, lookups })),
      again: [...this.again],
    };
  }

  private add(song: LinkableSong): void {
    this.platforms.set(song.id, song.platform);
    for (const { key } of song.lookups) {
      const there = this.index.get(key);
      if (there === undefined) this.index.set(key, [song]);
      else there.push(song);
    }
  }

  /** The recording that people put the song into. */
  private chosen(id: number): number | undefined {
    const leader = this.decisions.leaderOf(id);
    return leader === id ? undefined : this.recordingOf.get(leader);
  }

  private fitting(song: LinkableSong): number | undefined {
    const fits = [...this.candidates(song)]
      .map((other) => fitOf(song, other))
      .filter((fit) => fit !== undefined)
      .filter(({ song: other }) => !this.areApart(song.id, other.id));
    const earlier = fits.filter(({ song: other }) => other.id < song.id);
    if (earlier.length > 0) return earlier.reduce((best, fit) => (better(fit, best) < 0 ? fit : best)).song.id;
    // The first song stands for a recording, so those that come after it are linked again, to this one.
    for (const { song: other } of fits) this.again.add(other.id);
    return undefined;
  }

  private candidates(song: LinkableSong): Set<LinkableSong> {
    const found = new Set<LinkableSong>();
    for (const { key, from, to } of song.lookups) {
      for (const other of this.index.get(key) ?? []) {
        const length = other.lookups[0]?.durationMs ?? 0;
        if (length >= from && length <= to && !this.again.has(other.id)) found.add(other);
      }
    }
    return found;
  }

  private areApart(id: number, recordingId: number): boolean {
    const apart = this.decisions.apartFrom(id);
    return apart !== undefined && (this.membersOf.get(recordingId) ?? [recordingId]).some((member) => apart.has(member));
  }
}
