import type { Changes } from '@catalogsync/sqlite';
import type { PoolLink } from '../../../core/catalogue/listing-store.js';

const values = (links: readonly PoolLink[]): number[][] => links.map(({ poolId, playlistId }) => [poolId, playlistId]);

/** Existing links stay as they are. */
export function addLinks(session: Changes, links: readonly PoolLink[]): Promise<void> {
  return session.changeEach('INSERT INTO pool_playlists(pool_id, playlist_id) VALUES (?, ?) ON CONFLICT DO NOTHING', values(links));
}

export function removeLinks(session: Changes, links: readonly PoolLink[]): Promise<void> {
  return session.changeEach('DELETE FROM pool_playlists WHERE pool_id = ? AND playlist_id = ?', values(links));
}
