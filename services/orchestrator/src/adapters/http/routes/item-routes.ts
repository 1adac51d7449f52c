import { Fault } from '@catalogsync/faults';
import { choice, choices, filterId, filterText, instant, object, ref } from '@catalogsync/http';
import { errorClasses, itemStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import { errorClusters, timelineOf } from '../../../core/console/job-insight.js';
import { listOrders } from '../../../core/console/list-part.js';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { errorCluster, stageLane } from '../insight-json.js';
import { item } from '../job-json.js';
import { cursor, limit, pageSchema, partPage } from '../list-page.js';
import { viewOf } from './job-routes.js';

const route = consoleRoutes('jobs');

/** Items of a job one by one, by cause and over time. */
export function itemRoutes(jobs: JobParts): ConsoleRoute[] {
  return [listItems(jobs), getItem(jobs), listErrors(jobs), getTimeline(jobs)];
}

const itemFilter = {
  status: choices('status', itemStatuses, 'Only items in one of these states.'),
  errorClass: choice('errorClass', errorClasses, { description: 'Only items with this error class.' }),
  source: filterText('source', 64, 'Only items of this source.'),
  stageId: filterId('stageId', 'Only items of this stage.'),
  text: filterText('text', 200, 'Only items whose displayText contains this.'),
};

const order = choice('order', listOrders, { description: 'By ascending id, or by descending; asc if absent.' });

const listItems = (jobs: JobParts): ConsoleRoute =>
  route('listItems', 'GET /api/jobs/:id/items', {
    summary: 'Items of a job by id. With a filter by source or text a page may be short, or empty, although more follows.',
    access: 'read',
    path: { id },
    query: {
      limit,
      cursor,
      ...itemFilter,
      order,
    },
    answers: { 200: pageSchema('Item') },
    problems: ['not_found'],
    async handle({ path, query: { limit: size, cursor: place, order: by = 'asc', status: statuses, ...filter } }) {
      await viewOf(jobs, path.id);
      const shown = { list: `items ${JSON.stringify([path.id, by, statuses, filter])}`, toJson: item.json };
      return partPage({ limit: size, cursor: place }, shown, (part) =>
        jobs.lists.items(path.id, { statuses, ...filter }, { ...part, order: by }),
      );
    },
  });

const getItem = ({ lists }: JobParts): ConsoleRoute =>
  route('getItem', 'GET /api/items/:id', {
    summary: 'One item.',
    access: 'read',
    path: { id },
    answers: { 200: ref('Item') },
    problems: ['not_found'],
    async handle({ path }) {
      const found = await lists.item(path.id);
      if (found === undefined) throw new Fault('not_found', `there is no item ${path.id}`);
      return { body: item.json(found) };
    },
  });

const listErrors = (jobs: JobParts): ConsoleRoute =>
  route('listErrors', 'GET /api/jobs/:id/errors', {
    summary: 'The failed items of a job by stage, error class and source, with their most frequent messages; largest first, at most 50.',
    access: 'read',
    path: { id },
    answers: { 200: object({ items: Type.Array(ref('ErrorCluster')) }) },
    problems: ['not_found'],
    async handle({ path }) {
      const { stages } = await viewOf(jobs, path.id);
      return { body: { items: (await errorClusters(jobs.insight, path.id, stages)).map(errorCluster.json) } };
    },
  });

const getTimeline = (jobs: JobParts): ConsoleRoute =>
  route('getTimeline', 'GET /api/jobs/:id/timeline', {
    summary: 'The stages of a job on a time axis: what ended by the minute, and each item of short stages.',
    access: 'read',
    path: { id },
    answers: { 200: object({ from: instant(), until: instant(), stages: Type.Array(ref('StageLane')) }) },
    problems: ['not_found'],
    async handle({ path }) {
      const { job, stages } = await viewOf(jobs, path.id);
      const lanes = await timelineOf(jobs.insight, path.id, stages);
      const ends = { from: job.startedAt ?? job.createdAt, until: job.endedAt ?? jobs.now() };
      const [from, until] = [ends.from, ends.until].map((at) => new Date(at).toISOString());
      return { body: { from, until, stages: lanes.map(stageLane.json) } };
    },
  });
