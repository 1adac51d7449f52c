import { LinkPlan } from './link-plan.js';
import { type LinkableSong, SongReader } from './lookups.js';
import type { RecordingMember, RecordingStore, SongPair } from './recording-store.js';

/** More songs than this in one place are not compared: by then one of them fits, or the name says nothing. */
const mostFound = 50;

interface Batch {
  readonly ids: readonly number[];
  readonly pairs: readonly SongPair[];
}

/** The songs with everything that must be decided together with them: their recordings, and songs that people made one with them. */
async function completed(store: RecordingStore, waiting: readonly number[]): Promise<Batch> {
  const ids = new Set(waiting);
  const pairs: SongPair[] = [];
  for (let added: readonly number[] = waiting; added.length > 0; ) {
    const members = await store.membersWith(added);
    const more = members.map(({ songId }) => songId).filter((id) => !ids.has(id));
    for (const id of more) ids.add(id);
    const decided = await store.choices([...added, ...more]);
    pairs.push(...decided);
    const united = decided.flatMap(({ songId, otherSongId, isSame }) => (isSame ? [songId, otherSongId] : []));
    added = [...new Set(united)].filter((id) => !ids.has(id));
    for (const id of added) ids.add(id);
  }
  return { ids: [...ids].sort((a, b) => a - b), pairs };
}

async function neighbours(store: RecordingStore, reader: SongReader, songs: readonly LinkableSong[]): Promise<readonly LinkableSong[]> {
  // In the order of the keys: neighbours there are neighbours on disk.
  const lookups = songs.flatMap((song) => song.lookups).sort((a, b) => a.key - b.key);
  const found = await store.find(lookups, mostFound);
  const ids = [...new Set(found.flat())].sort((a, b) => a - b);
  return (await store.songs(ids)).map((song) => reader.read(song));
}

/** Needed for songs that people keep apart, and for neighbours that people put into a recording: it is not theirs. */
async function membersOf(
  store: RecordingStore,
  near: readonly LinkableSong[],
  pairs: readonly SongPair[],
): Promise<readonly RecordingMember[]> {
  const ids = near.map(({ id }) => id);
  const isDecided = pairs.length > 0 || (await store.choices(ids)).length > 0;
  return isDecided ? store.membersWith(ids) : [];
}

/**
 * Links the waiting songs with the smallest ids, at most `limit`, in the transaction of the store. Songs of the batch and of
 * the recordings that they belong to are placed anew; all other recordings stay as they are. The work grows with the
 * number of songs in the batch, not with the catalogue.
 * @returns how many songs waited
 */
export async function linkWaiting(store: RecordingStore, limit: number): Promise<number> {
  const waiting = await store.takeWaiting(limit);
  if (waiting.length === 0) return 0;
  const { ids, pairs } = await completed(store, waiting);
  await store.forget(ids);
  const reader = new SongReader();
  const songs = (await store.songs(ids)).map((song) => reader.read(song));
  const near = await neighbours(store, reader, songs);
  await store.save(new LinkPlan(songs, { songs: near, members: await membersOf(store, near, pairs) }, pairs).changes());
  return waiting.length;
}
