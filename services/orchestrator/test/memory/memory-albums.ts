import type { AlbumFacts } from '../../src/core/albums/album-facts.js';
import type { AlbumChanges, AlbumPlace, AlbumStore, AlbumTrack, StoredPlace, TrackSongs } from '../../src/core/albums/album-store.js';
import type { GenreName } from '../../src/core/albums/genre-names.js';
import type { SongToPlace } from '../../src/core/albums/song-release.js';
import type { MemoryTables } from './memory-tables.js';

/** Albums over the catalogue in memory. A song waits if it, or the recording that it is in, differs from what was placed last. */
export class MemoryAlbums implements AlbumStore {
  readonly albums = new Map<number, { identity: string; facts: AlbumFacts | undefined }>();
  readonly moved = new Map<string, number>();
  private readonly placed = new Map<number, AlbumPlace & { readonly albumId: number }>();
  private readonly genres = new Map<number, readonly GenreName[]>();
  private readonly seen = new Map<number, string>();
  private readonly changed = new Set<number>();
  private lastId = 0;

  constructor(private readonly tables: MemoryTables) {}

  async takeWaiting(limit: number): Promise<number[]> {
    const stateOf = (song: SongToPlace): string => JSON.stringify([song, this.tables.linkedTo(song.id)]);
    for (const id of [...this.seen.keys()]) if (!this.songs().some((song) => song.id === id)) this.forget(id);
    const taken = this.songs()
      .filter((song) => this.seen.get(song.id) !== stateOf(song))
      .slice(0, limit);
    for (const song of taken) this.seen.set(song.id, stateOf(song));
    return taken.map(({ id }) => id);
  }

  async tracks(songIds: readonly number[]): Promise<TrackSongs[]> {
    const groups = songIds.map((id) => this.tables.linkedTo(id) ?? { recordingId: id, songIds: [id] });
    const all = new Map(this.songs().map((song) => [song.id, song]));
    return [...new Map(groups.map((group) => [group.recordingId, group])).values()].flatMap(({ songIds: ids }) => {
      const [one, ...others] = ids.flatMap((id) => all.get(id) ?? []);
      return one === undefined ? [] : [[one, ...others] as const];
    });
  }

  async places(songIds: readonly number[]): Promise<Map<number, StoredPlace>> {
    const placeOf = (songId: number): StoredPlace => {
      const place = this.placed.get(songId);
      const album = place && { ...place, id: place.albumId, identity: this.albums.get(place.albumId)?.identity ?? '' };
      return { songId, album, genres: (this.genres.get(songId) ?? []).map(({ spelling }) => spelling) };
    };
    return new Map(songIds.map((songId) => [songId, placeOf(songId)]));
  }

  async albumIds(identities: readonly string[]): Promise<Map<string, number>> {
    return new Map([...this.albums].flatMap(([id, { identity }]) => (identities.includes(identity) ? [[identity, id] as const] : [])));
  }

  async songCounts(albumIds: readonly number[]): Promise<Map<number, number>> {
    return new Map(albumIds.map((id) => [id, this.songsOf(id).length]));
  }

  async save({ renamed, placed, unplaced, genres, left }: AlbumChanges): Promise<void> {
    for (const { id, identity } of renamed) this.albums.set(id, { identity, facts: this.albums.get(id)?.facts });
    for (const place of placed) this.place(place, (await this.albumIds([place.identity])).get(place.identity));
    for (const songId of unplaced) this.unplace(songId);
    for (const { songId, genres: of } of genres) this.genres.set(songId, of);
    for (const { id, identity } of left) {
      const target = (await this.albumIds([identity])).get(identity);
      if (this.songsOf(id).length > 0 || target === undefined) continue;
      for (const [from, to] of this.moved) if (to === id) this.moved.set(from, target);
      this.moved.set(`album ${id}`, target);
    }
  }

  async takeChanged(limit: number): Promise<number[]> {
    const taken = [...this.changed].sort((a, b) => a - b).slice(0, limit);
    for (const id of taken) this.changed.delete(id);
    return taken;
  }

  async albumTracks(albumIds: readonly number[], limit: number): Promise<Map<number, AlbumTrack[]>> {
    const found = new Map<number, AlbumTrack[]>();
    for (const albumId of albumIds) {
      const places = this.songsOf(albumId).sort(
        (a, b) => a.discNumber - b.discNumber || a.trackNumber - b.trackNumber || a.songId - b.songId,
      );
      const tracks = await this.tracks(places.slice(0, limit).map(({ songId }) => songId));
      found.set(
        albumId,
        tracks.map((songs) => ({ songs, artists: this.artistsOf(songs[0].id) })),
      );
    }
    return found;
  }

  async saveFacts(albums: ReadonlyArray<{ readonly id: number; readonly facts: AlbumFacts | undefined }>): Promise<void> {
    for (const { id, facts } of albums) {
      const identity = this.albums.get(id)?.identity ?? '';
      if (facts !== undefined) this.albums.set(id, { identity, facts });
      else {
        this.albums.delete(id);
        for (const [from, to] of this.moved) if (to === id) this.moved.delete(from);
      }
    }
  }

  async retirePlaylists(): Promise<number> {
    return 0;
  }

  /** Songs of an album in its order, by id. */
  async songIdsOf(albumId: number): Promise<number[]> {
    return ((await this.albumTracks([albumId], 1000)).get(albumId) ?? []).map(({ songs }) => songs[0].id);
  }

  /** Genres by name, with how many songs they have. */
  genreCounts(): Record<string, number> {
    const spellings = Map.groupBy([...this.genres.values()].flat(), ({ identity }) => identity);
    const nameOf = (of: readonly GenreName[]): string =>
      [...Map.groupBy(of, ({ spelling }) => spelling)].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0] ?? '';
    return Object.fromEntries([...spellings.values()].map((of) => [nameOf(of), of.length]));
  }

  private place(place: AlbumPlace, known: number | undefined): void {
    this.unplace(place.songId);
    const albumId = known ?? ++this.lastId;
    if (known === undefined) this.albums.set(albumId, { identity: place.identity, facts: undefined });
    this.placed.set(place.songId, { ...place, albumId });
    this.changed.add(albumId);
  }

  private unplace(songId: number): void {
    const before = this.placed.get(songId);
    if (before !== undefined) this.changed.add(before.albumId);
    this.placed.delete(songId);
  }

  private forget(songId: number): void {
    this.unplace(songId);
    this.genres.delete(songId);
    this.seen.delete(songId);
  }

  private songsOf(albumId: number): (AlbumPlace & { readonly albumId: number })[] {
    return [...this.placed.values()].filter((place) => place.albumId === albumId);
  }

  private artistsOf(songId: number): { id: number; name: string }[] {
    const ids = this.tables.artistSongs.all().find((row) => row.songId === songId)?.artistIds ?? [];
    return ids.map((id) => ({ id, name: this.tables.artists.get(id)?.name ?? '' }));
  }

  private songs(): SongToPlace[] {
    return this.tables.songs.all().map(({ id, platform, name, singers, metadataJson }) => ({ id, platform, name, singers, metadataJson }));
  }
}
