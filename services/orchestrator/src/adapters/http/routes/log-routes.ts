import { Readable } from 'node:stream';
import { choices, filterId, filterInstant, filterText, object, ref, wholeNumberIn } from '@catalogsync/http';
import { Type } from 'typebox';
import { logClusters } from '../../../core/console/log-clusters.js';
import { type LogEntry, type LogFilter, logLevelsKnown } from '../../../core/console/log-lists.js';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { logCluster } from '../insight-json.js';
import { logEntry } from '../job-json.js';
import { cursor, limit, pageSchema, partPage } from '../list-page.js';

const route = consoleRoutes('jobs');

/** What jobs wrote. */
export function logRoutes(jobs: JobParts): ConsoleRoute[] {
  return [listLogs(jobs), listLogClusters(jobs), downloadLogs(jobs)];
}

const logFilter = {
  level: choices('level', logLevelsKnown, 'Only lines of one of these levels.'),
  jobId: filterId('jobId', 'Only lines of this job.'),
  itemId: filterId('itemId', 'Only lines about this item.'),
  source: filterText('source', 64, 'Only lines about items of this source.'),
  since: filterInstant('since', 'Only lines written at or after this instant.'),
  until: filterInstant('until', 'Only lines written before this instant.'),
  text: filterText('text', 200, 'Only lines whose message contains this.'),
};

const listLogs = ({ logs }: JobParts): ConsoleRoute =>
  route('listLogs', 'GET /api/logs', {
    summary: 'Log lines of jobs, newest first. With a filter by source or text a page may be short, or empty, although more follows.',
    access: 'read',
    query: { limit, cursor, ...logFilter },
    answers: { 200: pageSchema('LogEntry') },
    handle({ query: { limit: size, cursor: place, level: levels, ...filter } }) {
      const shown = { list: `logs ${JSON.stringify([levels, filter])}`, toJson: logEntry.json };
      return partPage({ limit: size, cursor: place }, shown, (part) => logs.logs({ levels, ...filter }, part));
    },
  });

const minutesRead = 60;

const listLogClusters = ({ logs, now }: JobParts): ConsoleRoute =>
  route('listLogClusters', 'GET /api/logs/clusters', {
    summary: 'Errors and warnings of the last minutes by what they have in common: errors first, the most frequent first.',
    access: 'read',
    query: { minutes: wholeNumberIn('minutes', { min: 1, max: 10_080 }, `How many minutes; ${minutesRead} if absent.`) },
    answers: {
      200: object({
        items: Type.Array(ref('LogCluster')),
        readLines: Type.Integer(),
        complete: Type.Boolean({ description: 'False if only the newest lines were read.' }),
      }),
    },
    async handle({ query: { minutes = minutesRead } }) {
      const found = await logClusters(logs, now() - minutes * 60_000);
      return { body: { ...found, items: found.items.map(logCluster.json) } };
    },
  });

const mostLines = 100_000;
const linesAtOnce = 1000;

const downloadLogs = ({ logs }: JobParts): ConsoleRoute =>
  route('downloadLogs', 'GET /api/logs/download', {
    summary: 'The matching log lines as a text file, newest first, at most 100,000.',
    access: 'read',
    head: 'none',
    query: logFilter,
    answers: { 200: { description: 'One line each: time, level, job, item, message.', schema: Type.String(), mediaType: 'text/plain' } },
    handle({ query: { level: levels, ...filter } }) {
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'attachment; filename="catalogsync-logs.txt"',
      };
      return { body: Readable.from(linesOf(logs, { levels, ...filter })), headers };
    },
  });

/** Reads no further than the client does. */
async function* linesOf(logs: JobParts['logs'], filter: LogFilter): AsyncGenerator<string> {
  let left = mostLines;
  let beyond: number | undefined;
  do {
    const { rows, next } = await logs.logs(filter, { beyond, limit: Math.min(left, linesAtOnce) });
    if (rows.length > 0) yield rows.map(printed).join('');
    left -= rows.length;
    beyond = next;
  } while (beyond !== undefined && left > 0);
}

function printed({ createdAt, level, jobId, itemId, message }: LogEntry): string {
  const at = createdAt === undefined ? '-' : new Date(createdAt).toISOString();
  return `${at} ${level} job=${jobId ?? '-'} item=${itemId ?? '-'} ${message.replace(/[\r\n]+/g, ' ')}\n`;
}
