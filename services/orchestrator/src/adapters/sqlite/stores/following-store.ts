import { type Changes, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { FollowDecision, FollowingStore } from '../../../core/following/following-store.js';

/**
 * Whether a row of `playlists`, called `name`, is followed: by what was decided about it, because somebody named it or it is a local
 * list, or by what was decided about its source.
 */
export const isFollowed = (name: string): string => followed(name, '');

/** As `isFollowed`, for a job: it needs the platforms all of whose lists count, as given. */
export const isFollowedOrOf = (name: string): string => followed(name, `OR ${name}.platform ${oneOfGiven}`);

const followed = (name: string, orElse: string): string => `COALESCE(
  (SELECT one.is_followed FROM followed_playlists one WHERE one.playlist_id = ${name}.id),
  CASE WHEN ${name}.platform IN ('file', 'library') ${orElse} OR EXISTS (SELECT 1
      FROM pool_playlists link JOIN playlist_pools pool ON pool.id = link.pool_id
      WHERE link.playlist_id = ${name}.id AND pool.pool_kind IN ('playlist_file', 'named')) THEN 1 END,
  (SELECT every.is_followed FROM followed_sources every WHERE every.platform = ${name}.platform), 0)`;

/** Whether the playlists of a row of `playlist_pools`, called `name`, are followed unless single ones are decided about. */
export const isFollowedPool = (name: string): string => `COALESCE(
  CASE WHEN ${name}.platform IN ('file', 'library') OR ${name}.pool_kind IN ('playlist_file', 'named') THEN 1 END,
  (SELECT every.is_followed FROM followed_sources every WHERE every.platform = ${name}.platform), 0)`;

const decide = (table: string, key: string): string => `INSERT INTO ${table}(${key}, is_followed, decided_at, decided_by)
  VALUES (?, ?, ?, ?) ON CONFLICT(${key}) DO UPDATE
  SET is_followed = excluded.is_followed, decided_at = excluded.decided_at, decided_by = excluded.decided_by`;

/** In place of a person. */
const asConfigured = 'DOWNLOAD_LISTS';

/** Follows the sources that the settings name, and no longer those that they named before. What people decided stays. */
export async function followAsConfigured(session: Changes, platforms: readonly string[], now: number): Promise<void> {
  await session.change('DELETE FROM followed_sources WHERE decided_by = ?', asConfigured);
  await session.changeEach(
    'INSERT INTO followed_sources(platform, is_followed, decided_at, decided_by) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
    platforms.map((platform) => [platform, now, asConfigured]),
  );
}

export class SqliteFollowingStore implements FollowingStore {
  constructor(private readonly session: WriteSession) {}

  decidePlaylists(playlistIds: readonly number[], decision: FollowDecision): Promise<void> {
    return this.session.changeEach(
      decide('followed_playlists', 'playlist_id'),
      playlistIds.map((id) => [id, ...valuesOf(decision)]),
    );
  }

  async decideSource(platform: string, decision: FollowDecision): Promise<void> {
    await this.session.change(decide('followed_sources', 'platform'), platform, ...valuesOf(decision));
  }
}

const valuesOf = ({ isFollowed: isYes, decidedAt, decidedBy }: FollowDecision) => [Number(isYes), decidedAt, decidedBy] as const;
