import { matchPriority, type Recording } from '@catalogsync/catalog';
import { SINGER_SEPARATOR } from '../catalogue/song-artists.js';
import { type LinkableSong, SongReader } from '../recordings/lookups.js';
import type { ServerTrack } from './media-server-peer.js';
import type { PlaysStores } from './plays-store.js';

/** More songs than this under one name or key are not compared. */
const mostFound = 50;
/** The last that is sure enough to count a play: an equal title, artists in common, and lengths within five seconds. */
const lastPriority = 3;

/**
 * The songs that were played, by their tracks' ids: those whose files are there, otherwise by the rules by which songs are matched
 * with sources. A track that fits no song is left out.
 */
export async function findPlayedSongs(
  tracks: readonly ServerTrack[],
  inFiles: ReadonlyMap<string, number>,
  { plays, recordings }: PlaysStores,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const { id, locator } of tracks) {
    const songId = locator === undefined ? undefined : inFiles.get(locator);
    if (songId !== undefined) found.set(id, songId);
  }
  const others = [...new Map(tracks.filter(({ id }) => !found.has(id)).map((track) => [track.id, track])).values()];
  if (others.length === 0) return found;
  const matched = await matchAll(others, { plays, recordings });
  const holders = await plays.withFiles([...new Set(matched.values())]);
  for (const [id, songId] of matched) found.set(id, holders.get(songId) ?? songId);
  return found;
}

async function matchAll(tracks: readonly ServerTrack[], { plays, recordings }: PlaysStores): Promise<Map<string, number>> {
  const reader = new SongReader();
  const played = tracks.map((track) => ({ ...read(track, reader), id: track.id, title: track.title }));
  const byKey = await recordings.find(
    played.flatMap(({ lookups }) => lookups),
    mostFound,
  );
  let at = 0;
  const candidates = played.map(({ lookups }) => lookups.flatMap(() => byKey[at++] ?? []));
  const found = new Map<string, number>();
  await choose(played, candidates, { recordings, reader, found });
  // Songs of unknown length have no keys but their ISRC.
  const left = played.filter(({ id, title }) => !found.has(id) && title.trim() !== '');
  if (left.length === 0) return found;
  const titled = await plays.titled(
    left.map(({ title }) => title.trim()),
    mostFound,
  );
  await choose(left, titled, { recordings, reader, found });
  return found;
}

function read({ title, artists, album, durationMs, isrc }: ServerTrack, reader: SongReader): Pick<LinkableSong, 'recording' | 'lookups'> {
  return reader.read({ id: 0, platform: '', name: title, singers: artists.join(SINGER_SEPARATOR) || undefined, album, durationMs, isrc });
}

async function choose(
  played: ReadonlyArray<{ readonly id: string; readonly recording: Recording }>,
  candidates: ReadonlyArray<readonly number[]>,
  { recordings, reader, found }: { recordings: PlaysStores['recordings']; reader: SongReader; found: Map<string, number> },
): Promise<void> {
  const ids = [...new Set(candidates.flat())];
  const songs = new Map((await recordings.songs(ids)).map((song) => [song.id, reader.read(song)]));
  for (const [index, { id, recording }] of played.entries()) {
    const best = bestOf(
      recording,
      (candidates[index] ?? []).flatMap((candidate) => songs.get(candidate) ?? []),
    );
    if (best !== undefined) found.set(id, best);
  }
}

function bestOf(played: Recording, songs: readonly LinkableSong[]): number | undefined {
  let best: { readonly id: number; readonly priority: number } | undefined;
  for (const { id, recording } of songs) {
    const match = matchPriority(played, recording);
    if (!match.accepted || match.priority > lastPriority) continue;
    const isBetter = best === undefined || match.priority < best.priority || (match.priority === best.priority && id < best.id);
    if (isBetter) best = { id, priority: match.priority };
  }
  return best?.id;
}
