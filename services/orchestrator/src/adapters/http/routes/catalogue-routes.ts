import { choice, filterId, filterText, flag, isIdKey, isNameKey, ref } from '@catalogsync/http';
import { type NamePlace, songStatuses } from '../../../core/console/catalogue-lists.js';
import { type LogEntry, logLevelsKnown } from '../../../core/console/job-history.js';
import type { CatalogueParts, ConsoleApiParts, JobParts } from '../api-parts.js';
import { dashboard, playlist, song } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { logEntry } from '../job-json.js';
import { cursor, limit, listPage, pageSchema } from '../list-page.js';

const catalogueRoute = consoleRoutes('catalogue');
const jobRoute = consoleRoutes('jobs');

const name = filterText('name', 200, 'Only names with this prefix.');

/** The key of lists sorted by name. */
type NameKey = readonly [name: string, id: number];

const byName = {
  isKey: isNameKey,
  keyOf: (row: NamePlace): NameKey => [row.name, row.id],
};

const placeOf = (key: NameKey | undefined): NamePlace | undefined => key && { name: key[0], id: key[1] };

/** The collected catalogue, current work, and logs. */
export function catalogueRoutes({ catalogue, jobs }: Pick<ConsoleApiParts, 'catalogue' | 'jobs'>): ConsoleRoute[] {
  return [getDashboard(catalogue), listPlaylists(catalogue), listSongs(catalogue), listLogs(jobs)];
}

const getDashboard = ({ dashboard: reader }: CatalogueParts): ConsoleRoute =>
  jobRoute('getDashboard', 'GET /api/dashboard', {
    summary: 'The current state at a glance.',
    access: 'read',
    query: { include_task_rows: flag('include_task_rows', true, 'With running and failed items.') },
    answers: { 200: ref('Dashboard') },
    async handle({ query }) {
      const read = await reader.read();
      return { body: dashboard.json({ ...read, taskRows: query.include_task_rows ? await reader.taskRows(read) : undefined }) };
    },
  });

const listPlaylists = ({ lists }: CatalogueParts): ConsoleRoute =>
  catalogueRoute('listPlaylists', 'GET /api/playlists', {
    summary: 'Playlists by name.',
    access: 'read',
    query: { limit, cursor, name, status: filterText('status', 32, 'Only those with this sync_status.') },
    answers: { 200: pageSchema('Playlist') },
    handle({ query: { limit: size, cursor: text, ...filter } }) {
      const shown = { ...byName, list: `playlists ${JSON.stringify(filter)}`, toJson: playlist.json };
      const read = (key: NameKey | undefined, count: number) => lists.playlists({ ...filter, after: placeOf(key), limit: count });
      return listPage({ limit: size, cursor: text }, shown, read);
    },
  });

const listSongs = ({ lists }: CatalogueParts): ConsoleRoute =>
  catalogueRoute('listSongs', 'GET /api/songs', {
    summary: 'Songs by name; if filtered by status only, by id. Those that are gone are listed only if asked for.',
    access: 'read',
    query: {
      limit,
      cursor,
      name,
      status: choice('status', songStatuses, {
        description:
          'Only those with or without an active file, which may be that of a linked song; or those that are gone: without any file and in no playlist.',
      }),
    },
    answers: { 200: pageSchema('Song') },
    handle({ query: { limit: size, cursor: text, ...filter } }) {
      const shown = { ...byName, list: `songs ${JSON.stringify(filter)}`, toJson: song.json };
      const read = (key: NameKey | undefined, count: number) => lists.songs({ ...filter, after: placeOf(key), limit: count });
      return listPage({ limit: size, cursor: text }, shown, read);
    },
  });

const listLogs = ({ history }: JobParts): ConsoleRoute =>
  jobRoute('listLogs', 'GET /api/logs', {
    summary: 'Log lines of jobs, newest first.',
    access: 'read',
    query: {
      limit,
      cursor,
      level: choice('level', logLevelsKnown, { description: 'Only lines of this level.' }),
      job_id: filterId('job_id', 'Only lines of this job.'),
    },
    answers: { 200: pageSchema('LogEntry') },
    handle({ query: { level, job_id, ...page } }) {
      const shown = { list: `logs ${level} ${job_id}`, isKey: isIdKey, keyOf: ({ id }: LogEntry) => id, toJson: logEntry.json };
      return listPage(page, shown, (before, size) => history.logs({ level, jobId: job_id, before, limit: size }));
    },
  });
