import { Fault } from '@catalogsync/faults';
import { errorClasses, itemStatuses, type JobView } from '@catalogsync/job-engine';
import { type Static, Type } from 'typebox';
import type { JobOrder } from '../../../core/jobs/job-starter.js';
import { templateNames } from '../../../core/jobs/templates.js';
import { parseScope } from '../../../core/playlist-file/playlist-scope.js';
import type { JobParts } from '../api-parts.js';
import { isIdKey, pageBody, printCursor, readCursor } from '../cursor.js';
import { eventJson, itemJson, jobDetailJson, jobJson, workerJson } from '../job-json.js';
import { choice, cursor, id, limit } from '../parameters.js';
import { type Route, route } from '../route.js';
import { closed, oneOf, pageOf, ref } from '../schema-parts.js';

const recentEvents = 50;
/** How long the sources may take to be looked up, in milliseconds. */
const startWithinMs = 20_000;

async function viewOf({ store }: JobParts, jobId: number): Promise<JobView> {
  const view = await store.jobView(jobId);
  if (view === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
  return view;
}

async function detailOf(jobs: JobParts, jobId: number): Promise<object> {
  const view = await viewOf(jobs, jobId);
  const running = jobs.running().filter(({ job }) => job.id === jobId);
  return jobDetailJson(view, running, await jobs.history.eventsOf(jobId, { limit: recentEvents }));
}

/** Jobs and what happens in them. */
export function jobRoutes(jobs: JobParts): Route[] {
  return [listJobs(jobs), createJob(jobs), getJob(jobs), listItems(jobs), listEvents(jobs), listWorkers(jobs)];
}

function listJobs({ store }: JobParts): Route {
  return route({
    method: 'GET',
    url: '/api/jobs',
    operationId: 'listJobs',
    tag: 'jobs',
    summary: 'Jobs, newest first.',
    access: 'read',
    path: {},
    query: { limit, cursor },
    answers: { 200: pageOf('Job') },
    problems: [],
    async handle({ query }) {
      const before = query.cursor === undefined ? undefined : readCursor(query.cursor, 'jobs', isIdKey);
      const rows = await store.listJobs({ before, limit: query.limit + 1 });
      return { body: pageBody(rows, { limit: query.limit, list: 'jobs', keyOf: ({ job }) => job.id, toJson: jobJson }) };
    },
  });
}

const sourceList = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 }));

const jobBody = Type.Object(
  {
    template: oneOf(templateNames),
    sources: sourceList,
    download_sources: sourceList,
    playlists: Type.Optional(
      Type.Array(Type.Object({ platform: Type.String(), remote_playlist_id: Type.String() }, closed), { minItems: 1, maxItems: 1000 }),
    ),
  },
  closed,
);

const noFile = { id: '', name: '' };

function orderOf({ template, sources, download_sources, playlists = [] }: Static<typeof jobBody>): JobOrder {
  const references = playlists.map(({ platform, remote_playlist_id }) => ({ platform, remoteId: remote_playlist_id, url: undefined }));
  return { template, sources, downloadSources: download_sources, scope: parseScope(references, noFile) };
}

function createJob(jobs: JobParts): Route {
  return route({
    method: 'POST',
    url: '/api/jobs',
    operationId: 'createJob',
    tag: 'jobs',
    summary: 'Queues a job. Without sources: all that are configured. With playlists: only those, and nothing is collected.',
    access: 'operate',
    path: {},
    query: {},
    body: jobBody,
    answers: { 201: ref('JobDetail') },
    problems: ['failed_precondition', 'unavailable'],
    target: ({ body }) => `job ${body.template}`,
    async handle({ body }) {
      const jobId = await jobs.starter.start(orderOf(body), AbortSignal.timeout(startWithinMs));
      return { status: 201, body: await detailOf(jobs, jobId), headers: { location: `/api/jobs/${jobId}` } };
    },
  });
}

function getJob(jobs: JobParts): Route {
  return route({
    method: 'GET',
    url: '/api/jobs/:id',
    operationId: 'getJob',
    tag: 'jobs',
    summary: 'One job with its stages, item counts, workers and recent events.',
    access: 'read',
    path: { id },
    query: {},
    answers: { 200: ref('JobDetail') },
    problems: ['not_found'],
    async handle({ path }) {
      return { body: await detailOf(jobs, path.id) };
    },
  });
}

function listItems(jobs: JobParts): Route {
  const status = choice('status', itemStatuses, 'Only items in this state.');
  const error_class = choice('error_class', errorClasses, 'Only items that failed for this reason.');
  return route({
    method: 'GET',
    url: '/api/jobs/:id/items',
    operationId: 'listItems',
    tag: 'jobs',
    summary: 'Items of a job, by ascending id.',
    access: 'read',
    path: { id },
    query: { limit, cursor, status, error_class },
    answers: { 200: pageOf('Item') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await viewOf(jobs, path.id);
      const list = `items ${path.id} ${query.status} ${query.error_class}`;
      const after = query.cursor === undefined ? 0 : readCursor(query.cursor, list, isIdKey);
      const filter = { jobId: path.id, status: query.status, errorClass: query.error_class };
      const { items, next } = await jobs.store.listItems({ ...filter, after, limit: query.limit });
      return { body: { items: items.map(itemJson), next_cursor: next === undefined ? null : printCursor(list, next) } };
    },
  });
}

function listEvents(jobs: JobParts): Route {
  return route({
    method: 'GET',
    url: '/api/jobs/:id/events',
    operationId: 'listJobEvents',
    tag: 'jobs',
    summary: 'What happened to a job, newest first.',
    access: 'read',
    path: { id },
    query: { limit, cursor },
    answers: { 200: pageOf('JobEvent') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await viewOf(jobs, path.id);
      const list = `events ${path.id}`;
      const before = query.cursor === undefined ? undefined : readCursor(query.cursor, list, isIdKey);
      const rows = await jobs.history.eventsOf(path.id, { before, limit: query.limit + 1 });
      return { body: pageBody(rows, { limit: query.limit, list, keyOf: (row) => row.id, toJson: eventJson }) };
    },
  });
}

function listWorkers({ store }: JobParts): Route {
  return route({
    method: 'GET',
    url: '/api/workers',
    operationId: 'listWorkers',
    tag: 'jobs',
    summary: 'All workers, idle ones too.',
    access: 'read',
    path: {},
    query: {},
    answers: { 200: Type.Object({ items: Type.Array(ref('Worker')) }, closed) },
    problems: [],
    async handle() {
      return { body: { items: (await store.workers()).map(workerJson) } };
    },
  });
}
