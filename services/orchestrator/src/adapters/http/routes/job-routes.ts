import { Fault } from '@catalogsync/faults';
import { choice, isIdKey, object, oneOf, ref } from '@catalogsync/http';
import { errorClasses, itemStatuses, type JobView } from '@catalogsync/job-engine';
import { type Static, Type } from 'typebox';
import type { HistoryEvent } from '../../../core/console/job-history.js';
import type { JobOrder } from '../../../core/jobs/job-starter.js';
import { parseScope } from '../../../core/playlist-file/playlist-scope.js';
import { templateNames } from '../../../core/templates/templates.js';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { item, jobDetail, jobEvent, jobJson, worker } from '../job-json.js';
import { cursor, limit, listPage, pageBody, pageSchema, placeOf } from '../list-page.js';

const route = consoleRoutes('jobs');

const recentEvents = 50;
/** How long looking up the sources may take, in milliseconds. */
const startWithinMs = 20_000;

async function viewOf({ store }: JobParts, jobId: number): Promise<JobView> {
  const view = await store.jobView(jobId);
  if (view === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
  return view;
}

/** A job with its stages, workers and recent events. */
export async function detailOf(jobs: JobParts, jobId: number): Promise<object> {
  const view = await viewOf(jobs, jobId);
  const running = jobs.running().filter(({ job }) => job.id === jobId);
  return jobDetail.json({ ...view.job, stages: view.stages, running, events: await jobs.history.eventsOf(jobId, { limit: recentEvents }) });
}

/** Jobs and what happens in them. */
export function jobRoutes(jobs: JobParts): ConsoleRoute[] {
  return [listJobs(jobs), createJob(jobs), getJob(jobs), listItems(jobs), listEvents(jobs), listWorkers(jobs)];
}

const listJobs = ({ store }: JobParts): ConsoleRoute =>
  route('listJobs', 'GET /api/jobs', {
    summary: 'Jobs, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageSchema('Job') },
    handle({ query }) {
      const shown = { list: 'jobs', isKey: isIdKey, keyOf: ({ job }: JobView) => job.id, toJson: jobJson };
      return listPage(query, shown, (before, size) => store.listJobs({ before, limit: size }));
    },
  });

const sourceList = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 }));

const jobBody = object({
  template: oneOf(templateNames),
  sources: sourceList,
  download_sources: sourceList,
  playlists: Type.Optional(
    Type.Array(object({ platform: Type.String(), remote_playlist_id: Type.String() }), { minItems: 1, maxItems: 1000 }),
  ),
});

const noFile = { id: '', name: '' };

function orderOf({ template, sources, download_sources, playlists = [] }: Static<typeof jobBody>): JobOrder {
  const references = playlists.map(({ platform, remote_playlist_id }) => ({ platform, remoteId: remote_playlist_id, url: undefined }));
  return { template, sources, downloadSources: download_sources, scope: parseScope(references, noFile) };
}

const createJob = (jobs: JobParts): ConsoleRoute =>
  route('createJob', 'POST /api/jobs', {
    summary: 'Queues a job. Without sources it uses all configured ones. With playlists it handles only those, and collects nothing.',
    access: 'operate',
    body: jobBody,
    answers: { 201: ref('JobDetail') },
    problems: ['failed_precondition', 'unavailable'],
    async handle({ body, caller: { actor } }) {
      const jobId = await jobs.starter.start(orderOf(body), actor, AbortSignal.timeout(startWithinMs));
      return { status: 201, body: await detailOf(jobs, jobId), headers: { location: `/api/jobs/${jobId}` } };
    },
  });

const getJob = (jobs: JobParts): ConsoleRoute =>
  route('getJob', 'GET /api/jobs/:id', {
    summary: 'One job with its stages, item counts, workers and recent events.',
    access: 'read',
    path: { id },
    answers: { 200: ref('JobDetail') },
    problems: ['not_found'],
    async handle({ path }) {
      return { body: await detailOf(jobs, path.id) };
    },
  });

function listItems(jobs: JobParts): ConsoleRoute {
  const status = choice('status', itemStatuses, { description: 'Only items in this state.' });
  const error_class = choice('error_class', errorClasses, { description: 'Only items with this error class.' });
  return route('listItems', 'GET /api/jobs/:id/items', {
    summary: 'Items of a job, by ascending id.',
    access: 'read',
    path: { id },
    query: { limit, cursor, status, error_class },
    answers: { 200: pageSchema('Item') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await viewOf(jobs, path.id);
      const list = `items ${path.id} ${query.status} ${query.error_class}`;
      const after = placeOf(query, list, isIdKey) ?? 0;
      const filter = { jobId: path.id, status: query.status, errorClass: query.error_class };
      const { items, next } = await jobs.store.listItems({ ...filter, after, limit: query.limit });
      return { body: pageBody(items.map(item.json), list, next) };
    },
  });
}

const listEvents = (jobs: JobParts): ConsoleRoute =>
  route('listJobEvents', 'GET /api/jobs/:id/events', {
    summary: 'What happened to a job, newest first.',
    access: 'read',
    path: { id },
    query: { limit, cursor },
    answers: { 200: pageSchema('JobEvent') },
    problems: ['not_found'],
    async handle({ path, query }) {
      await viewOf(jobs, path.id);
      const shown = { list: `events ${path.id}`, isKey: isIdKey, keyOf: (event: HistoryEvent) => event.id, toJson: jobEvent.json };
      return listPage(query, shown, (before, size) => jobs.history.eventsOf(path.id, { before, limit: size }));
    },
  });

const listWorkers = ({ store }: JobParts): ConsoleRoute =>
  route('listWorkers', 'GET /api/workers', {
    summary: 'All workers, including idle ones.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('Worker')) }) },
    async handle() {
      return { body: { items: (await store.workers()).map(worker.json) } };
    },
  });
