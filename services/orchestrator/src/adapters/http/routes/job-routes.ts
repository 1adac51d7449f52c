import { Fault } from '@catalogsync/faults';
import { type Answer, choices, filterInstant, filterText, isIdKey, object, oneOf, ref, requestFault } from '@catalogsync/http';
import { type JobView, jobStatuses } from '@catalogsync/job-engine';
import { type Static, Type } from 'typebox';
import type { HistoryEvent } from '../../../core/console/job-history.js';
import type { JobOrder } from '../../../core/jobs/job-starter.js';
import { parseScope } from '../../../core/playlist-file/playlist-scope.js';
import { templateNames } from '../../../core/templates/templates.js';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { jobDetail, jobEvent, jobJson, worker } from '../job-json.js';
import { cursor, limit, listPage, pageSchema, partPage } from '../list-page.js';

const route = consoleRoutes('jobs');

const recentEvents = 50;
/** How long looking up sources or folders may take, in milliseconds. */
export const startWithinMs = 20_000;

/** @throws Fault `not_found` */
export async function viewOf({ store }: JobParts, jobId: number): Promise<JobView> {
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

/** The answer with a new job. */
export async function startedJob(jobs: JobParts, jobId: number): Promise<Answer> {
  return { status: 201, body: await detailOf(jobs, jobId), headers: { location: `/api/jobs/${jobId}` } };
}

/** Jobs and what happens in them. */
export function jobRoutes(jobs: JobParts): ConsoleRoute[] {
  return [listJobs(jobs), countJobs(jobs), createJob(jobs), getJob(jobs), listEvents(jobs), listWorkers(jobs)];
}

const jobFilter = {
  template: filterText('template', 64, 'Only jobs of this template.'),
  source: filterText('source', 64, 'Only jobs that chose this source, to collect or to download from.'),
  since: filterInstant('since', 'Only jobs created at or after this instant.'),
  until: filterInstant('until', 'Only jobs created before this instant.'),
};

const listJobs = ({ lists }: JobParts): ConsoleRoute =>
  route('listJobs', 'GET /api/jobs', {
    summary: 'Jobs, newest first. With a filter by template or source a page may be short although more follows.',
    access: 'read',
    query: { limit, cursor, status: choices('status', jobStatuses, 'Only jobs in one of these states.'), ...jobFilter },
    answers: { 200: pageSchema('Job') },
    handle({ query: { limit: size, cursor: text, status: statuses, ...filter } }) {
      const shown = { list: `jobs ${JSON.stringify([statuses, filter])}`, toJson: jobJson };
      return partPage({ limit: size, cursor: text }, shown, (part) => lists.jobs({ statuses, ...filter }, part));
    },
  });

const countJobs = ({ lists }: JobParts): ConsoleRoute =>
  route('countJobs', 'GET /api/jobs/counts', {
    summary: 'How many jobs are in each state.',
    access: 'read',
    query: jobFilter,
    answers: {
      200: object({
        counts: object(Object.fromEntries(jobStatuses.map((status) => [status, Type.Integer()]))),
        complete: Type.Boolean({ description: 'False if only the newest jobs were counted, because there are very many.' }),
      }),
    },
    async handle({ query }) {
      return { body: await lists.counts(query) };
    },
  });

const sourceList = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 }));

const jobBody = object({
  template: oneOf(templateNames),
  sources: sourceList,
  downloadSources: sourceList,
  playlists: Type.Optional(Type.Array(object({ platform: Type.String(), remoteId: Type.String() }), { minItems: 1, maxItems: 1000 })),
  songs: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
      minItems: 1,
      maxItems: 1000,
      description: 'Downloads only these songs, by id, whether they have files or not.',
    }),
  ),
});

const noFile = { id: '', name: '' };

function orderOf({ template, sources, downloadSources, playlists = [], songs }: Static<typeof jobBody>): JobOrder {
  if (songs !== undefined && playlists.length > 0) throw requestFault('invalid_parameter', 'give songs or playlists, not both');
  const references = playlists.map(({ platform, remoteId }) => ({ platform, remoteId, url: undefined }));
  return { template, sources, downloadSources, scope: parseScope(references, noFile), songs };
}

const createJob = (jobs: JobParts): ConsoleRoute =>
  route('createJob', 'POST /api/jobs', {
    summary: 'Queues a job. Without sources it uses all configured ones. With playlists it handles only those, and collects nothing.',
    access: 'operate',
    body: jobBody,
    answers: { 201: ref('JobDetail') },
    problems: ['failed_precondition', 'unavailable'],
    async handle({ body, caller: { actor } }) {
      return startedJob(jobs, await jobs.starter.start(orderOf(body), actor, AbortSignal.timeout(startWithinMs)));
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
