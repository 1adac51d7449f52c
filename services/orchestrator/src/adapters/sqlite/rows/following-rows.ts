import { inKey, rowSchema, text, whole } from '@catalogsync/sqlite';

const decision = { isFollowed: whole, decidedAt: whole, decidedBy: text };

/** What people decided about single lists, and about all lists of a source. */
export const followedPlaylists = rowSchema('followed_playlists', { playlistId: { type: 'integer', primary: true } as const, ...decision });
export const followedSources = rowSchema('followed_sources', { platform: inKey(text), ...decision });
