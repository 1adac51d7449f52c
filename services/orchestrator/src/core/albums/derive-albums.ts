import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { songDetails } from '../catalogue/song-details.js';
import { type AlbumMember, albumFacts } from './album-facts.js';
import type { AlbumStore, AlbumStores, AlbumTrack } from './album-store.js';
import { placeWaiting, trackRelease } from './place-songs.js';

/** Per transaction, about 30 ms of work each. */
const songsPerTransaction = 1000;
const albumsPerTransaction = 200;
const playlistsPerTransaction = 200;

/** What an album is called and who made it shows in its first songs; some "albums" are names for everything. */
const mostSongs = 300;

/** Keeps albums and genres in step with the songs. */
export class DeriveAlbums {
  constructor(private readonly writer: CatalogueWriter<AlbumStores>) {}

  /** When it resolves, no song waits, and every album is as its songs say. Cheap if nothing changed. */
  async run(signal?: AbortSignal): Promise<void> {
    await this.untilNone(({ albums }) => placeWaiting(albums, songsPerTransaction), signal);
    await this.untilNone(({ albums }) => refreshAlbums(albums, albumsPerTransaction), signal);
    await this.untilNone(({ albums }) => albums.retirePlaylists(playlistsPerTransaction), signal);
  }

  /** Some of it, in a transaction of the caller's. */
  async some({ albums }: AlbumStores): Promise<void> {
    if ((await placeWaiting(albums, songsPerTransaction)) < songsPerTransaction) await refreshAlbums(albums, albumsPerTransaction);
  }

  private async untilNone(work: (stores: AlbumStores) => Promise<number>, signal: AbortSignal | undefined): Promise<void> {
    while ((await this.writer.run(work, { signal })) > 0);
  }
}

/** Derives albums whose songs changed. @returns how many there were */
async function refreshAlbums(store: AlbumStore, limit: number): Promise<number> {
  const ids = await store.takeChanged(limit);
  if (ids.length === 0) return 0;
  const tracks = await store.albumTracks(ids, mostSongs);
  await store.saveFacts(ids.map((id) => ({ id, facts: albumFacts((tracks.get(id) ?? []).flatMap((track) => memberOf(track) ?? [])) })));
  return ids.length;
}

function memberOf({ songs, artists }: AlbumTrack): AlbumMember | undefined {
  const [{ name, metadataJson }] = songs;
  const release = trackRelease(songs);
  return release && { name, durationMs: songDetails(metadataJson).durationMs, release, artists };
}
