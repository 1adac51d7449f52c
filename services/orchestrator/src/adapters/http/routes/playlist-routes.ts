import { isIdKey, object, pageLimit, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { type HistoryEntry, playlistNamed } from '../../../core/catalogue/playlist-history.js';
import type { CatalogueParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, listPage, pageSchema } from '../list-page.js';
import { playlistChange, playlistDetail } from '../playlist-json.js';

const route = consoleRoutes('catalogue');

/** An entry may list hundreds of songs. */
const limit = pageLimit({ max: 50, preset: 20 });

/** Single playlists. */
export function playlistRoutes(parts: Pick<CatalogueParts, 'history' | 'following'>): ConsoleRoute[] {
  return [getPlaylist(parts), followPlaylist(parts), listPlaylistChanges(parts)];
}

/** One transaction. */
const followWithinMs = 20_000;

const followPlaylist = ({ following, history }: Pick<CatalogueParts, 'history' | 'following'>): ConsoleRoute =>
  route('followPlaylist', 'PUT /api/playlists/:id/following', {
    summary: 'Decides whether the songs of a playlist are downloaded from the next job on. What is there stays.',
    access: 'operate',
    path: { id },
    body: object({ followed: Type.Boolean() }),
    answers: { 200: ref('PlaylistDetail') },
    problems: ['not_found'],
    async handle({ path, body, caller: { actor } }) {
      await following.playlists([path], body.followed, actor, AbortSignal.timeout(followWithinMs));
      return { body: playlistDetail.json(await playlistNamed(history, path)) };
    },
  });

const getPlaylist = ({ history }: Pick<CatalogueParts, 'history'>): ConsoleRoute =>
  route('getPlaylist', 'GET /api/playlists/:id', {
    summary: 'One playlist with its pools.',
    access: 'read',
    path: { id },
    answers: { 200: ref('PlaylistDetail') },
    problems: ['not_found'],
    async handle({ path }) {
      return { body: playlistDetail.json(await playlistNamed(history, path)) };
    },
  });

const listPlaylistChanges = ({ history }: Pick<CatalogueParts, 'history'>): ConsoleRoute =>
  route('listPlaylistChanges', 'GET /api/playlists/:id/history', {
    summary: 'What syncs changed in a playlist, newest first.',
    access: 'read',
    path: { id },
    query: { limit, cursor },
    answers: { 200: pageSchema('PlaylistChange') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await playlistNamed(history, path);
      const shown = { list: `changes ${path.id}`, isKey: isIdKey, keyOf: (entry: HistoryEntry) => entry.id, toJson: playlistChange.json };
      return listPage(query, shown, (before, size) => history.changes(path.id, { before, limit: size }));
    },
  });
