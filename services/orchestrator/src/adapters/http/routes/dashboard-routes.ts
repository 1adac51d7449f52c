import { choice, flag, ref, wholeNumberIn } from '@catalogsync/http';
import { Type } from 'typebox';
import { seriesOf } from '../../../core/console/series.js';
import type { CatalogueParts, JobParts } from '../api-parts.js';
import { dashboard } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { series } from '../insight-json.js';
import { inSnakeCase } from '../spelling.js';

const jobRoute = consoleRoutes('jobs');

/** What goes on, at a glance and over the last minutes. */
export function dashboardRoutes(catalogue: Pick<CatalogueParts, 'dashboard'>, jobs: JobParts): ConsoleRoute[] {
  return [getDashboard(catalogue), getSeries(jobs)];
}

const getDashboard = ({ dashboard: reader }: Pick<CatalogueParts, 'dashboard'>): ConsoleRoute =>
  jobRoute('getDashboard', 'GET /api/dashboard', {
    summary: 'The current state at a glance.',
    access: 'read',
    query: {
      includeTaskRows: flag('includeTaskRows', true, 'With running and failed items.'),
      include_task_rows: choice('include_task_rows', ['true', 'false'], {
        description: 'The same, for scripts written for the first version: the answer is then in snake_case.',
      }),
    },
    answers: { 200: Type.Union([ref('Dashboard'), Type.Object({}, { description: 'The same in snake_case.' })]) },
    async handle({ query }) {
      const { includeTaskRows, include_task_rows: asFirst } = query;
      const read = await reader.read();
      const taskRows = (asFirst === undefined ? includeTaskRows : asFirst === 'true') ? await reader.taskRows(read) : undefined;
      const body = dashboard.json({ ...read, taskRows });
      return { body: asFirst === undefined ? body : inSnakeCase(body) };
    },
  });

const minutesShown = 60;

const getSeries = ({ insight, now }: JobParts): ConsoleRoute =>
  jobRoute('getSeries', 'GET /api/series', {
    summary: 'Songs, bytes and failures of all jobs by the minute, up to the present one.',
    access: 'read',
    query: { minutes: wholeNumberIn('minutes', { min: 5, max: 1440 }, `How many minutes; ${minutesShown} if absent.`) },
    answers: { 200: ref('Series') },
    async handle({ query: { minutes = minutesShown } }) {
      return { body: series.json(await seriesOf(insight, now(), minutes)) };
    },
  });
