import type { MirrorDecision, MirrorRecord, MirrorStore } from '../../src/core/media-server/mirror-store.js';
import type { PlaysStore, SongPlay, SongPlayCount } from '../../src/core/media-server/plays-store.js';

/** Decisions about mirrors, and how they went, in memory. */
export class MemoryMirrors implements MirrorStore {
  readonly decisions = new Map<number, MirrorDecision>();
  readonly records = new Map<string, Partial<MirrorRecord> & { lastError?: string | undefined }>();

  async decide(playlistIds: readonly number[], decision: MirrorDecision): Promise<void> {
    for (const id of playlistIds) this.decisions.set(id, decision);
  }

  async save(record: MirrorRecord): Promise<void> {
    this.records.set(`${record.playlistId} ${record.serverId}`, { ...record, lastError: undefined });
  }

  async saveFailure(playlistId: number, serverId: string, lastError: string): Promise<void> {
    const key = `${playlistId} ${serverId}`;
    this.records.set(key, { ...this.records.get(key), lastError });
  }
}

/** A song as far as its plays need it. */
export interface PlayedSong {
  readonly name: string;
  readonly hasFile: boolean;
  readonly recordingId: number;
}

/** Plays in memory, over songs that a test names. */
export class MemoryPlays implements PlaysStore {
  readonly songs = new Map<number, PlayedSong>();
  readonly events = new Map<string, SongPlay & { readonly serverId: string }>();
  readonly counts = new Map<string, Map<number, SongPlayCount>>();

  async addPlays(serverId: string, plays: readonly SongPlay[]): Promise<number> {
    const fresh = plays.filter(({ playId, songId }) => this.songs.has(songId) && !this.events.has(`${serverId} ${playId}`));
    for (const play of fresh) this.events.set(`${serverId} ${play.playId}`, { ...play, serverId });
    return new Set(fresh.map(({ playId }) => playId)).size;
  }

  async raiseCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void> {
    for (const { songId, count, lastPlayedAt } of counts) {
      const before = this.of(serverId).get(songId);
      const last = Math.max(before?.lastPlayedAt ?? 0, lastPlayedAt ?? 0);
      this.set(serverId, { songId, count: Math.max(before?.count ?? 0, count), lastPlayedAt: last || undefined });
    }
  }

  async replaceCounts(serverId: string, counts: readonly SongPlayCount[]): Promise<void> {
    this.of(serverId).clear();
    for (const count of counts) this.set(serverId, count);
  }

  async countPlays(serverId: string): Promise<void> {
    const own = [...this.events.values()].filter((event) => event.serverId === serverId);
    for (const [songId, plays] of Map.groupBy(own, (event) => event.songId)) {
      if (plays.length <= (this.of(serverId).get(songId)?.count ?? 0)) continue;
      this.set(serverId, { songId, count: plays.length, lastPlayedAt: Math.max(...plays.map(({ playedAt }) => playedAt)) });
    }
  }

  async withFiles(songIds: readonly number[]): Promise<Map<number, number>> {
    const all = [...this.songs].sort(([a], [b]) => a - b);
    return new Map(
      songIds.map((id) => {
        const song = this.songs.get(id);
        const holder = all.find(([, other]) => other.hasFile && other.recordingId === song?.recordingId);
        return [id, song?.hasFile === true ? id : (holder?.[0] ?? id)];
      }),
    );
  }

  async titled(titles: readonly string[], limit: number): Promise<number[][]> {
    const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
    const all = [...this.songs].sort(([a], [b]) => a - b);
    return titles.map((title) => all.flatMap(([id, { name }]) => (same(name, title) ? [id] : [])).slice(0, limit));
  }

  private of(serverId: string): Map<number, SongPlayCount> {
    const found = this.counts.get(serverId) ?? new Map<number, SongPlayCount>();
    this.counts.set(serverId, found);
    return found;
  }

  private set(serverId: string, count: SongPlayCount): void {
    if (this.songs.has(count.songId)) this.of(serverId).set(count.songId, count);
  }
}
