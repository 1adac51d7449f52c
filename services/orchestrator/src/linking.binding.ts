import { withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteRecordingStore } from './adapters/sqlite/stores/recording-store.js';
import { LinkRecordings } from './core/recordings/link-recordings.js';

/** Calls `use` with what links the waiting songs of a catalogue, which this process owns meanwhile. */
export function withLinks<T>(db: string, use: (link: () => Promise<void>) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => {
    const writer = database.unitOfWork((session) => ({ recordings: new SqliteRecordingStore(session) }));
    const links = new LinkRecordings({ writer, isOn: true });
    return use(() => links.run());
  });
}
