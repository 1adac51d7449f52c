import { isIdKey, object, pageLimit, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { type HistoryEntry, playlistNamed } from '../../../core/catalogue/playlist-history.js';
import { collectedAt } from '../../../core/console/latest-runs.js';
import { extraOf, type PlaylistSong } from '../../../core/console/playlist-shelf.js';
import type { CatalogueParts, ConsoleApiParts, JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, listPage, pageSchema, limit as songLimit } from '../list-page.js';
import { playlistChange, playlistDetail, playlistSong, pool } from '../playlist-json.js';
import { startedJob, startWithinMs } from './job-routes.js';

const route = consoleRoutes('catalogue');

/** An entry may list hundreds of songs. */
const limit = pageLimit({ max: 50, preset: 20 });

/** Single playlists. */
export function playlistRoutes({ catalogue, jobs, runs }: Parts): ConsoleRoute[] {
  const single = [
    getPlaylist(catalogue),
    followPlaylist(catalogue),
    followPlaylists(catalogue),
    listPlaylistChanges(catalogue),
    listPlaylistSongs(catalogue),
  ];
  return [listPools(catalogue, runs), ...single, syncPlaylist(catalogue, jobs)];
}

type Parts = Pick<ConsoleApiParts, 'catalogue' | 'jobs' | 'runs'>;
type Single = Pick<CatalogueParts, 'history' | 'shelf'>;

/** As the API shows it. @throws Fault `not_found` */
async function shownPlaylist({ history, shelf }: Single, name: { readonly id: number }): Promise<object> {
  const found = await playlistNamed(history, name);
  return playlistDetail.json({ ...found, ...extraOf(await shelf.extras([found]), found.id) });
}

const listPools = ({ shelf }: Pick<CatalogueParts, 'shelf'>, runs: Parts['runs']): ConsoleRoute =>
  route('listPools', 'GET /api/pools', {
    summary: 'Where playlists come from: charts, squares, files, keys and the library, by platform.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('Pool')) }) },
    async handle() {
      const at = await collectedAt(runs);
      return { body: { items: (await shelf.pools()).map((one) => pool.json({ ...one, collectedAt: at.get(one.platform) })) } };
    },
  });

const listPlaylistSongs = ({ history, shelf }: Single): ConsoleRoute =>
  route('listPlaylistSongs', 'GET /api/playlists/:id/songs', {
    summary: 'The songs of a playlist in order.',
    access: 'read',
    path: { id },
    query: { limit: songLimit, cursor },
    answers: { 200: pageSchema('PlaylistSong') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await playlistNamed(history, path);
      const keyOf = ({ position }: PlaylistSong): number => position;
      const shown = { list: `playlist songs ${path.id}`, isKey: isIdKey, keyOf, toJson: playlistSong.json };
      return listPage(query, shown, (after = 0, size) => shelf.songs(path.id, { after, limit: size }));
    },
  });

const syncPlaylist = ({ sync }: Pick<CatalogueParts, 'sync'>, jobs: JobParts): ConsoleRoute =>
  route('syncPlaylist', 'POST /api/playlists/:id/sync', {
    summary: 'Queues a job that reads the songs of this playlist from its source again.',
    access: 'operate',
    path: { id },
    answers: { 201: ref('JobDetail') },
    problems: ['not_found', 'failed_precondition', 'unavailable'],
    async handle({ path, caller: { actor } }) {
      return startedJob(jobs, await sync.run(path.id, actor, AbortSignal.timeout(startWithinMs)));
    },
  });

/** One transaction. */
const followWithinMs = 20_000;

const followPlaylist = ({ following, ...single }: Single & Pick<CatalogueParts, 'following'>): ConsoleRoute =>
  route('followPlaylist', 'PUT /api/playlists/:id/following', {
    summary: 'Decides whether the songs of a playlist are downloaded from the next job on. What is there stays.',
    access: 'operate',
    path: { id },
    body: object({ followed: Type.Boolean() }),
    answers: { 200: ref('PlaylistDetail') },
    problems: ['not_found'],
    async handle({ path, body, caller: { actor } }) {
      await following.playlists([path], body.followed, actor, AbortSignal.timeout(followWithinMs));
      return { body: await shownPlaylist(single, path) };
    },
  });

const followPlaylists = ({ following }: Pick<CatalogueParts, 'following'>): ConsoleRoute =>
  route('followPlaylists', 'PUT /api/playlists/following', {
    summary: 'The same for several playlists at once: all of them, or none if one does not exist.',
    access: 'operate',
    body: object({
      ids: Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), { minItems: 1, maxItems: 1000, uniqueItems: true }),
      followed: Type.Boolean(),
    }),
    answers: { 200: object({ affected: Type.Integer({ description: 'How many playlists.' }) }) },
    problems: ['not_found'],
    async handle({ body: { ids, followed }, caller: { actor } }) {
      const names = ids.map((id) => ({ id }));
      const decided = await following.playlists(names, followed, actor, AbortSignal.timeout(followWithinMs));
      return { body: { affected: decided.length } };
    },
  });

const getPlaylist = (single: Single): ConsoleRoute =>
  route('getPlaylist', 'GET /api/playlists/:id', {
    summary: 'One playlist with its pools.',
    access: 'read',
    path: { id },
    answers: { 200: ref('PlaylistDetail') },
    problems: ['not_found'],
    async handle({ path }) {
      return { body: await shownPlaylist(single, path) };
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
