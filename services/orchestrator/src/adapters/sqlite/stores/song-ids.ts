import { asGiven, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { RemoteName } from '../../../core/catalogue/catalogue-reader.js';
import type { SongIds } from '../../../core/console/decide-quarantine.js';

/** @internal for tests */
export const songIdsText = `SELECT id, remote_song_id AS "remoteId" FROM songs WHERE platform = ? AND remote_song_id ${oneOfGiven}`;

/** Ids of songs by those of their platforms: one search of the index per platform. */
export class SqliteSongIds implements SongIds {
  constructor(private readonly session: Questions) {}

  async idsOf(songs: readonly RemoteName[]): Promise<readonly (number | undefined)[]> {
    const found = new Map<string, ReadonlyMap<string, number>>();
    for (const platform of new Set(songs.map((song) => song.platform))) {
      const wanted = songs.filter((song) => song.platform === platform).map(({ remoteId }) => remoteId);
      const rows = await this.session.rows<{ id: number; remoteId: string }>(songIdsText, platform, asGiven(wanted));
      found.set(platform, new Map(rows.map(({ id, remoteId }) => [remoteId, id])));
    }
    return songs.map(({ platform, remoteId }) => found.get(platform)?.get(remoteId));
  }
}
