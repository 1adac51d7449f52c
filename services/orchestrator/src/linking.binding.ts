import { withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteAlbumStore } from './adapters/sqlite/stores/album-store.js';
import { SqliteArtistStore } from './adapters/sqlite/stores/artist-store.js';
import { SqliteRecordingStore } from './adapters/sqlite/stores/recording-store.js';
import { DeriveAlbums } from './core/albums/derive-albums.js';
import { IdentifyArtists } from './core/artists/identify-artists.js';
import { LinkRecordings } from './core/recordings/link-recordings.js';
import { inTurn } from './core/recordings/linking-executor.js';

/** Calls `use` with what links the waiting songs of a catalogue, and places them on albums, which this process owns meanwhile. */
export function withLinks<T>(db: string, use: (link: () => Promise<void>) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => {
    const writer = database.unitOfWork((session) => ({
      recordings: new SqliteRecordingStore(session),
      albums: new SqliteAlbumStore(session),
    }));
    const derived = inTurn(new LinkRecordings({ writer, isOn: true }), new DeriveAlbums(writer));
    return use(() => derived.run());
  });
}

/** Calls `use` with what identifies the waiting artists of a catalogue, which this process owns meanwhile. */
export function withIdentities<T>(db: string, use: (identify: () => Promise<void>) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => {
    const artists = new IdentifyArtists(database.unitOfWork((session) => ({ artists: new SqliteArtistStore(session) })));
    return use(() => artists.run());
  });
}
