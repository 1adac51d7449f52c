import { SqliteRankingStore } from '../src/adapters/sqlite/ranking-store.js';
import { openSideDatabase } from '../src/adapters/sqlite/side-database.js';

// A process that counts in the statistics beside a database: `counters-child.ts DB ATTEMPTS`. It waits for a line, so that many
// begin together.
const [db = '', attempts = '0'] = process.argv.slice(2);
const database = await openSideDatabase(db);
const store = new SqliteRankingStore(database);
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
for (let made = 0; made < Number(attempts); made += 1) {
  const outcome = made % 2 === 0 ? 'found' : 'missed';
  await store.record([{ origin: 'qq', source: 'kuwo', outcome, costMs: 10, at: made }]);
  await store.recordVerifications([{ origin: 'qq', source: 'kuwo', verified: true, costMs: 1, at: made }]);
}
await database.close();
process.stdin.destroy();
