import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Who saved a revision of the configuration; unknown for older ones. */
export class ConfigAuthors1763700000230 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    const found = await runner.query<{ name: string }>('PRAGMA table_info(config_revisions)');
    const isPresent = found.some(({ name }) => name.toLowerCase() === 'created_by');
    // A column of that name from another program may hold anything.
    if (isPresent) await runner.query('UPDATE config_revisions SET created_by = NULL');
    else await runner.query('ALTER TABLE config_revisions ADD COLUMN created_by TEXT');
  }
}
