import { type NamePlace, songStatuses } from '../../../core/console/catalogue-lists.js';
import { logLevelsKnown } from '../../../core/console/job-history.js';
import type { ConsoleApiParts } from '../api-parts.js';
import { dashboardJson, playlistJson, songJson } from '../console-json.js';
import { isIdKey, isNameKey, pageBody, readCursor } from '../cursor.js';
import { logJson } from '../job-json.js';
import { choice, cursor, flag, limit, optionalId, words } from '../parameters.js';
import { type Route, route } from '../route.js';
import { pageOf, ref } from '../schema-parts.js';

const name = words('name', 200, 'Only those whose name begins so.');

function placeOf(text: string | undefined, list: string): NamePlace | undefined {
  if (text === undefined) return undefined;
  const [after, id] = readCursor(text, list, isNameKey);
  return { name: after, id };
}

/** What was collected, what is going on, and what was logged. */
export function catalogueRoutes(parts: ConsoleApiParts): Route[] {
  return [dashboard(parts), listPlaylists(parts), listSongs(parts), listLogs(parts)];
}

function dashboard({ dashboard: reader }: ConsoleApiParts): Route {
  return route({
    method: 'GET',
    url: '/api/dashboard',
    operationId: 'getDashboard',
    tag: 'jobs',
    summary: 'The state of things at a glance.',
    access: 'read',
    path: {},
    query: { include_task_rows: flag('include_task_rows', true, 'With the items that run or failed.') },
    answers: { 200: ref('Dashboard') },
    problems: [],
    async handle({ query }) {
      const read = await reader.read();
      return { body: dashboardJson(read, query.include_task_rows ? await reader.taskRows(read) : undefined) };
    },
  });
}

function listPlaylists({ catalogue }: ConsoleApiParts): Route {
  return route({
    method: 'GET',
    url: '/api/playlists',
    operationId: 'listPlaylists',
    tag: 'catalogue',
    summary: 'Playlists by name.',
    access: 'read',
    path: {},
    query: { limit, cursor, name, status: words('status', 32, 'Only those with this sync_status.') },
    answers: { 200: pageOf('Playlist') },
    problems: [],
    async handle({ query: { limit: size, cursor: text, ...filter } }) {
      const list = `playlists ${JSON.stringify(filter)}`;
      const rows = await catalogue.playlists({ ...filter, after: placeOf(text, list), limit: size + 1 });
      return { body: pageBody(rows, { limit: size, list, keyOf: (row) => [row.name, row.id], toJson: playlistJson }) };
    },
  });
}

function listSongs({ catalogue }: ConsoleApiParts): Route {
  return route({
    method: 'GET',
    url: '/api/songs',
    operationId: 'listSongs',
    tag: 'catalogue',
    summary: 'Songs by name; filtered by status alone, by id.',
    access: 'read',
    path: {},
    query: { limit, cursor, name, status: choice('status', songStatuses, 'Only those with, or without, an active file.') },
    answers: { 200: pageOf('Song') },
    problems: [],
    async handle({ query: { limit: size, cursor: text, ...filter } }) {
      const list = `songs ${JSON.stringify(filter)}`;
      const rows = await catalogue.songs({ ...filter, after: placeOf(text, list), limit: size + 1 });
      return { body: pageBody(rows, { limit: size, list, keyOf: (row) => [row.name, row.id], toJson: songJson }) };
    },
  });
}

function listLogs({ jobs: { history } }: ConsoleApiParts): Route {
  return route({
    method: 'GET',
    url: '/api/logs',
    operationId: 'listLogs',
    tag: 'jobs',
    summary: 'Log lines of jobs, newest first.',
    access: 'read',
    path: {},
    query: {
      limit,
      cursor,
      level: choice('level', logLevelsKnown, 'Only lines of this level.'),
      job_id: optionalId('job_id', 'Only lines of this job.'),
    },
    answers: { 200: pageOf('LogEntry') },
    problems: [],
    async handle({ query: { limit: size, cursor: text, level, job_id } }) {
      const list = `logs ${level} ${job_id}`;
      const before = text === undefined ? undefined : readCursor(text, list, isIdKey);
      const rows = await history.logs({ level, jobId: job_id, before, limit: size + 1 });
      return { body: pageBody(rows, { limit: size, list, keyOf: (row) => row.id, toJson: logJson }) };
    },
  });
}
