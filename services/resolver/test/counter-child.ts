import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';

/** A real process of its own that records attempts, one after another, into statistics that others write too. */
const [database = '', times = '0'] = process.argv.slice(2);
const opened = await openSideDatabase(database);
const store = new SqliteRankingStore(opened);
for (let time = 0; time < Number(times); time += 1) {
  await store.record([{ origin: 'qq', source: 'kuwo', outcome: time % 2 === 0 ? 'found' : 'missed', costMs: 10, at: time }]);
}
await opened.close();
