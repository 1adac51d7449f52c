import type { ManualMatch, ManualMatches, SongKey } from '../../src/core/choices/choices.js';

/** Keeps manual matches for the life of the process: for tests, and for a resolver without a database. */
export class MemoryManualMatches implements ManualMatches {
  private readonly matches = new Map<string, ManualMatch>();

  async find(song: SongKey): Promise<ManualMatch | undefined> {
    return this.matches.get(keyOf(song));
  }

  async list(after: SongKey | undefined, limit: number): Promise<readonly ManualMatch[]> {
    const sorted = [...this.matches.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const rest = after === undefined ? sorted : sorted.filter(([key]) => key > keyOf(after));
    return rest.slice(0, limit).map(([, match]) => match);
  }

  async set(match: ManualMatch): Promise<void> {
    this.matches.set(keyOf(match), match);
  }

  async remove(song: SongKey): Promise<boolean> {
    return this.matches.delete(keyOf(song));
  }
}

/** Ordered by platform and id: no text contains the separator. */
const keyOf = ({ platform, remoteId }: SongKey): string => `${platform}\u0000${remoteId}`;
