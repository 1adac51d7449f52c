import { songDetails } from '../../src/core/catalogue/song-details.js';
import type {
  LinkChanges,
  Lookup,
  RecordingMember,
  RecordingStore,
  SongChoice,
  SongPair,
  SongToLink,
} from '../../src/core/recordings/recording-store.js';
import type { MemoryTables } from './memory-tables.js';

/** Recordings over the catalogue in memory. A song waits if it differs from what was linked last. */
export class MemoryRecordings implements RecordingStore {
  readonly pairs: SongPair[] = [];
  private readonly linked = new Map<number, string>();
  private readonly lookups = new Map<number, readonly Lookup[]>();

  constructor(private readonly tables: MemoryTables) {}

  async takeWaiting(limit: number): Promise<number[]> {
    const waiting = this.all().filter((song) => this.linked.get(song.id) !== JSON.stringify(song));
    const taken = waiting.slice(0, limit);
    for (const song of taken) this.linked.set(song.id, JSON.stringify(song));
    return taken.map(({ id }) => id);
  }

  async songs(ids: readonly number[]): Promise<SongToLink[]> {
    return this.all().filter(({ id }) => ids.includes(id));
  }

  async membersWith(songIds: readonly number[]): Promise<RecordingMember[]> {
    const all = this.tables.recordingSongs.all();
    const wanted = new Set(all.filter(({ songId }) => songIds.includes(songId)).map(({ recordingId }) => recordingId));
    return all.filter(({ recordingId }) => wanted.has(recordingId)).map(({ songId, recordingId }) => ({ songId, recordingId }));
  }

  async choices(songIds: readonly number[]): Promise<SongPair[]> {
    return this.pairs.filter(({ songId, otherSongId }) => songIds.includes(songId) || songIds.includes(otherSongId));
  }

  async forget(songIds: readonly number[]): Promise<void> {
    this.tables.recordingSongs.remove(({ songId }) => songIds.includes(songId));
    this.tables.recordings.remove(({ recordingId }) => songIds.includes(recordingId));
    for (const id of songIds) this.lookups.delete(id);
  }

  async find(lookups: readonly Lookup[], limit: number): Promise<number[][]> {
    const places = [...this.lookups].flatMap(([songId, found]) => found.map((place) => ({ songId, ...place })));
    return lookups.map(({ key, from, to }) => {
      const there = places.filter((place) => place.key === key && place.durationMs >= from && place.durationMs <= to);
      return there.slice(0, limit).map(({ songId }) => songId);
    });
  }

  async save({ recordings, members, found, again }: LinkChanges): Promise<void> {
    for (const { id: recordingId, acrossPlatforms } of recordings) {
      if (!acrossPlatforms) continue;
      this.tables.recordings.save(
        (row) => row.recordingId === recordingId,
        () => ({ recordingId }),
      );
    }
    for (const member of members)
      this.tables.recordingSongs.save(
        ({ songId }) => songId === member.songId,
        (before) => before ?? member,
      );
    for (const { songId, lookups } of found) this.lookups.set(songId, lookups);
    for (const id of again) this.linked.delete(id);
  }

  async clear(): Promise<void> {
    this.tables.recordingSongs.remove(() => true);
    this.tables.recordings.remove(() => true);
    for (const state of [this.lookups, this.linked]) state.clear();
  }

  async decide({ songId, otherSongId, isSame }: SongChoice): Promise<void> {
    const before = this.pairs.findIndex((pair) => pair.songId === songId && pair.otherSongId === otherSongId);
    if (before >= 0) this.pairs.splice(before, 1);
    this.pairs.push({ songId, otherSongId, isSame });
    for (const id of [songId, otherSongId]) this.linked.delete(id);
  }

  private all(): SongToLink[] {
    return this.tables.songs.all().map(({ id, platform, name, singers, metadataJson }) => {
      const { album, durationMs, isrc } = songDetails(metadataJson);
      return { id, platform, name, singers, album, durationMs, isrc };
    });
  }
}
