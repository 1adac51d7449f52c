import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Name, declaration and the value of older rows. */
const added: ReadonlyArray<readonly [string, string, string]> = [
  ['target_job_ids', 'TEXT', 'NULL'],
  ['jobs_done', 'INTEGER NOT NULL DEFAULT 0', '0'],
  ['seen', 'INTEGER', 'NULL'],
];

/** Commands to several jobs, and the number of items that their sender saw. */
export class CommandsOverJobs1763700000220 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    const found = await runner.query<{ name: string }>('PRAGMA table_info(job_commands)');
    const present = new Set(found.map(({ name }) => name.toLowerCase()));
    for (const [name, declaration, value] of added) {
      // A column of that name from another program means something else, so its values are reset.
      if (present.has(name)) await runner.query(`UPDATE job_commands SET ${name} = ${value}`);
      else await runner.query(`ALTER TABLE job_commands ADD COLUMN ${name} ${declaration}`);
    }
  }
}
