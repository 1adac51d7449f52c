import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const texts: readonly string[] = [
  'CREATE INDEX playlists_by_platform ON playlists(platform, name COLLATE NOCASE, id)',
  'CREATE INDEX job_stages_by_type ON job_stages(stage_type, id)',
];

/** What lists of the console are found by: playlists of a platform, and the newest stages of a kind. */
export class ConsoleLists1763700000190 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
