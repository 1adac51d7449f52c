import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const texts: readonly string[] = [
  `CREATE TABLE console_sessions(number INTEGER PRIMARY KEY AUTOINCREMENT, token_hash TEXT NOT NULL UNIQUE, id TEXT NOT NULL,
     user_id INTEGER NOT NULL, username TEXT NOT NULL, password_mark TEXT NOT NULL, device TEXT NOT NULL, address TEXT NOT NULL,
     user_agent TEXT NOT NULL, since INTEGER NOT NULL, used_at INTEGER NOT NULL)`,
  'CREATE INDEX console_sessions_of_user ON console_sessions(user_id, used_at)',
];

/** Open sessions of the console, which outlive a restart. */
export class ConsoleSessions1763700000210 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
