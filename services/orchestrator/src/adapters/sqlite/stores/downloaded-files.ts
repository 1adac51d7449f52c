import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import { textHash } from '../../../core/catalogue/text-hash.js';
import type { DownloadedFiles } from '../../../core/media-server/plays-store.js';

const stretchText = `SELECT l.id, l.locator FROM file_locations l JOIN storage_backends b ON b.id = l.backend_id
  WHERE b.name = ? AND b.backend_type = 'local' AND l.status = 'active' AND l.id > ? ORDER BY l.id LIMIT ?`;
const songsText = `SELECT l.locator, min(a.song_id) AS "songId" FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id
  WHERE l.id ${oneOfGiven} GROUP BY l.locator`;

/** Read between two turns of other work. */
const filesPerTurn = 2_000;

/**
 * The files below the library folder, by hash of their place: there is no index by place, which would serve nobody else. Made for
 * one reading of a list, at its first file.
 */
export class SqliteDownloadedFiles implements DownloadedFiles {
  private ids: Map<number, number> | undefined;

  /** @param downloads name of the backend for downloads */
  constructor(
    private readonly session: Questions,
    private readonly downloads: string,
  ) {}

  async songsAt(locators: readonly string[], signal: AbortSignal): Promise<Map<string, number>> {
    if (locators.length === 0) return new Map();
    this.ids ??= await this.read(signal);
    const ids = this.ids;
    const found = locators.flatMap((locator) => ids.get(textHash(locator)) ?? []);
    const rows = await this.session.rows<{ locator: string; songId: number }>(songsText, asGiven(found));
    return new Map(rows.map(({ locator, songId }) => [locator, songId]));
  }

  private async read(signal: AbortSignal): Promise<Map<number, number>> {
    const ids = new Map<number, number>();
    for (let after: number | undefined = 0; after !== undefined; ) {
      signal.throwIfAborted();
      await nextTurn();
      const rows: { id: number; locator: string }[] = await this.session.rows(stretchText, this.downloads, after, filesPerTurn);
      for (const { id, locator } of rows) ids.set(textHash(locator), id);
      after = rows.at(-1)?.id;
    }
    return ids;
  }
}
