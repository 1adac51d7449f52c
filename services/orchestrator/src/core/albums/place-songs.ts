import { albumIdentity } from './album-identity.js';
import type { AlbumChanges, AlbumPlace, AlbumStore, StoredPlace, TrackSongs } from './album-store.js';
import { type GenreName, genreNames } from './genre-names.js';
import { type SongRelease, songGenres, songRelease } from './song-release.js';

/** What the song that stands for a track says about its release, else what the first of the others does that says anything. */
export function trackRelease(songs: TrackSongs): SongRelease | undefined {
  for (const song of songs) {
    const release = songRelease(song);
    if (release !== undefined) return release;
  }
  return undefined;
}

function trackGenres(songs: TrackSongs): GenreName[] {
  for (const { metadataJson } of songs) {
    const genres = genreNames(songGenres(metadataJson));
    if (genres.length > 0) return genres;
  }
  return [];
}

/**
 * Gives the waiting songs with the smallest ids, at most `limit`, their albums and genres, in the transaction of the store.
 * The work grows with the number of songs in the batch, not with the catalogue.
 * @returns how many songs waited
 */
export async function placeWaiting(store: AlbumStore, limit: number): Promise<number> {
  const waiting = await store.takeWaiting(limit);
  if (waiting.length === 0) return 0;
  const tracks = await store.tracks(waiting);
  const ids = tracks.flatMap((songs) => songs.map(({ id }) => id));
  const stored = await store.places(ids);
  const wanted = tracks.map((songs) => wantedOf(songs));
  const others = tracks.flatMap((songs) => songs.slice(1).map(({ id }) => ({ songId: id, place: undefined, genres: [] })));
  await store.save(await changes(store, [...wanted, ...others], stored));
  return waiting.length;
}

interface Wanted {
  readonly songId: number;
  readonly place: AlbumPlace | undefined;
  readonly genres: readonly GenreName[];
}

function wantedOf(songs: TrackSongs): Wanted {
  const [{ id: songId }] = songs;
  const release = trackRelease(songs);
  const place = release && { songId, identity: albumIdentity(release), name: release.album, ...numbersOf(release) };
  return { songId, place, genres: trackGenres(songs) };
}

const numbersOf = ({ discNumber, trackNumber }: SongRelease): Pick<AlbumPlace, 'discNumber' | 'trackNumber'> => ({
  discNumber,
  trackNumber,
});

async function changes(store: AlbumStore, all: readonly Wanted[], stored: ReadonlyMap<number, StoredPlace>): Promise<AlbumChanges> {
  const moving = movesOf(all, stored);
  const renamed = await renamedOf(store, moving);
  const isRenamed = new Set(renamed.map(({ id }) => id));
  return {
    renamed,
    placed: all.flatMap(({ songId, place }) => (place === undefined || isThere(place, stored.get(songId)) ? [] : [place])),
    unplaced: all.flatMap(({ songId, place }) => (place === undefined && stored.get(songId)?.album !== undefined ? [songId] : [])),
    genres: all.filter(({ songId, genres }) => {
      const before = stored.get(songId)?.genres ?? [];
      return before.length !== genres.length || genres.some(({ spelling }, at) => spelling !== before[at]);
    }),
    left: moving.flatMap(({ id, to }) => {
      const [identity, another] = [...to.keys()];
      return identity === undefined || another !== undefined || isRenamed.has(id) ? [] : [{ id, identity }];
    }),
  };
}

function isThere(place: AlbumPlace, stored: StoredPlace | undefined): boolean {
  const { album } = stored ?? {};
  return album?.identity === place.identity && album.discNumber === place.discNumber && album.trackNumber === place.trackNumber;
}

/** An album that songs leave. */
interface Move {
  readonly id: number;
  /** How many songs go, by the identity of the album that they go to. */
  readonly to: Map<string, number>;
}

function movesOf(all: readonly Wanted[], stored: ReadonlyMap<number, StoredPlace>): Move[] {
  const moves = new Map<number, Move>();
  for (const { songId, place } of all) {
    const { album } = stored.get(songId) ?? {};
    if (album === undefined || place === undefined || album.identity === place.identity) continue;
    const move = moves.get(album.id) ?? { id: album.id, to: new Map<string, number>() };
    move.to.set(place.identity, (move.to.get(place.identity) ?? 0) + 1);
    moves.set(album.id, move);
  }
  return [...moves.values()];
}

/** An album keeps its id if all its songs change their identity to the same new one, as when an album artist is added. */
async function renamedOf(store: AlbumStore, moves: readonly Move[]): Promise<{ id: number; identity: string }[]> {
  const candidates = moves.filter(({ to }) => to.size === 1);
  if (candidates.length === 0) return [];
  const taken = new Set((await store.albumIds(candidates.flatMap(({ to }) => [...to.keys()]))).keys());
  const counts = await store.songCounts(candidates.map(({ id }) => id));
  const renamed: { id: number; identity: string }[] = [];
  for (const { id, to } of candidates) {
    for (const [identity, count] of to) {
      if (taken.has(identity) || counts.get(id) !== count) continue;
      taken.add(identity);
      renamed.push({ id, identity });
    }
  }
  return renamed;
}
