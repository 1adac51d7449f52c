import type { WriteSession } from '@catalogsync/sqlite';

const save = `INSERT INTO source_positions(source, position) VALUES (?, ?)
  ON CONFLICT(source) DO UPDATE SET position = excluded.position`;

/** How far the songs of a source were read. */
export const songsRow = (source: string): string => source;
/** How far its files were registered. No source has a name with spaces. */
export const filesRow = (source: string): string => `files of ${source}`;

export async function positionAt(session: WriteSession, row: string): Promise<string | undefined> {
  return (await session.rows<{ position: string }>('SELECT position FROM source_positions WHERE source = ?', row))[0]?.position;
}

export async function savePositionAt(session: WriteSession, row: string, position: string): Promise<void> {
  await session.change(save, row, position);
}
