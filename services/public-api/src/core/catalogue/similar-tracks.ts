/** Why a track is similar to another one: they share this artist or this playlist. */
interface SimilarityReason {
  readonly kind: 'artist' | 'playlist';
  readonly id: number;
  readonly name: string;
}

export interface SimilarTrack {
  readonly id: number;
  readonly reasons: readonly SimilarityReason[];
}

interface Named {
  readonly id: number;
  readonly name: string;
}

/** Port to what tracks share. */
export interface SharedThings {
  artistsOf(track: number, limit: number): readonly Named[];
  playlistsOf(track: number, limit: number): readonly (Named & { readonly trackCount: number })[];
  tracksOfArtist(artist: number, limit: number): readonly number[];
  tracksOfPlaylist(playlist: number, limit: number): readonly number[];
}

/** What is looked at: bounds the work for a track that everybody lists. */
const mostArtists = 8;
const mostPlaylists = 24;
const mostTracksOfEach = 300;
/** An artist in common says more than any playlist. */
const artistWeight = 2;

/**
 * Tracks with the same artists or in the same playlists, the most similar first. A playlist counts by how few tracks it has:
 * being among twenty says more than being among a thousand.
 */
export function similarTracks(things: SharedThings, track: number, limit: number): SimilarTrack[] {
  const found = new Map<number, { score: number; reasons: SimilarityReason[] }>();
  const note = (ids: readonly number[], reason: SimilarityReason, weight: number): void => {
    for (const id of new Set(ids)) {
      const entry = found.get(id) ?? { score: 0, reasons: [] };
      entry.score += weight;
      entry.reasons.push(reason);
      found.set(id, entry);
    }
  };
  for (const { id, name } of things.artistsOf(track, mostArtists)) {
    note(things.tracksOfArtist(id, mostTracksOfEach), { kind: 'artist', id, name }, artistWeight);
  }
  for (const { id, name, trackCount } of things.playlistsOf(track, mostPlaylists)) {
    note(things.tracksOfPlaylist(id, mostTracksOfEach), { kind: 'playlist', id, name }, 1 / Math.log2(2 + trackCount));
  }
  found.delete(track);
  return [...found]
    .sort(([a, one], [b, other]) => other.score - one.score || a - b)
    .slice(0, limit)
    .map(([id, { reasons }]) => ({ id, reasons }));
}
