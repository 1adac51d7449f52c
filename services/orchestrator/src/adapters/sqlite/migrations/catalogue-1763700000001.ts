import type { Migration, MigrationRunner } from '@catalogsync/sqlite';
import { adoptTable } from './adopt-table.js';
import { catalogueIndices, catalogueTables, jobTables } from './catalogue-tables.js';

/** Songs that an older program stored without artists get them from their singers, which are joined by " / ". */
const splitSingers = `
  WITH RECURSIVE parts(song_id, platform, position, part, rest) AS (
    SELECT id, platform, 0, NULL, singers || ' / ' FROM songs
     WHERE trim(coalesce(singers, '')) <> '' AND id NOT IN (SELECT song_id FROM artist_songs)
    UNION ALL
    SELECT song_id, platform, position + 1, trim(substr(rest, 1, instr(rest, ' / ') - 1)), substr(rest, instr(rest, ' / ') + 3)
      FROM parts WHERE rest <> '')
  SELECT song_id, platform, position, part FROM parts WHERE part <> ''`;

/** All tables of the catalogue and its jobs, adopting what an older program left in the file. */
export class Catalogue1763700000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const table of [...catalogueTables, ...jobTables]) {
      await adoptTable(runner, table);
      if (table.unique !== undefined) {
        await runner.query(`CREATE UNIQUE INDEX ${table.name}_identity ON ${table.name}(${table.unique.join(', ')})`);
      }
    }
    for (const text of catalogueIndices) await runner.query(text);
    await runner.query(`CREATE TEMP TABLE singer_parts AS ${splitSingers}`);
    await runner.query(`INSERT OR IGNORE INTO artists(platform, remote_artist_id, name)
      SELECT platform, 'name:' || lower(part), part FROM singer_parts ORDER BY song_id, position`);
    await runner.query(`INSERT OR IGNORE INTO artist_songs(artist_id, song_id, position)
      SELECT artists.id, song_id, singer_parts.position FROM singer_parts
        JOIN artists ON artists.platform = singer_parts.platform AND artists.remote_artist_id = 'name:' || lower(part)`);
    await runner.query('DROP TABLE singer_parts');
  }
}
