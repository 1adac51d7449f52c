import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Who may open the console. Only a hash of the password is kept. */
export class ConsoleUsers1763700000002 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`CREATE TABLE console_users(
      id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, created_at TEXT NOT NULL)`);
  }
}
