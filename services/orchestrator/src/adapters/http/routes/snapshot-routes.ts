import { object, pathText, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ConsoleApiParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { snapshot, snapshotVerdict } from '../snapshot-json.js';
import { peerMs, whileAsked } from '../while-asked.js';
import { startedJob, startWithinMs } from './job-routes.js';

const route = consoleRoutes('catalogue');

/** The files of a snapshot are read again. */
const readAgainMs = 60_000;

const id = pathText(100);

type SnapshotParts = Pick<ConsoleApiParts, 'snapshots' | 'jobs'>;

/** What is published. */
export function snapshotRoutes(parts: SnapshotParts): ConsoleRoute[] {
  return [listSnapshots(parts), publishSnapshot(parts), verifySnapshot(parts), rollBack(parts)];
}

const listSnapshots = ({ snapshots }: SnapshotParts): ConsoleRoute =>
  route('listSnapshots', 'GET /api/snapshots', {
    summary: 'The kept snapshots, newest first.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('Snapshot')) }) },
    problems: ['unavailable', 'timeout'],
    async handle(_call, exchange) {
      const kept = await whileAsked(exchange, peerMs, 'the list', (signal) => snapshots.list(signal));
      return { body: { items: kept.map(snapshot.json) } };
    },
  });

const publishSnapshot = ({ jobs }: SnapshotParts): ConsoleRoute =>
  route('publishSnapshot', 'POST /api/snapshots/publish', {
    summary: 'Queues a job that publishes the catalogue, with `force` even if nothing has changed.',
    access: 'operate',
    body: object({ force: Type.Optional(Type.Boolean()) }),
    answers: { 201: ref('JobDetail') },
    problems: ['failed_precondition', 'unavailable'],
    async handle({ body, caller: { actor } }) {
      const order = { template: 'publish', force: body.force ?? false };
      return startedJob(jobs, await jobs.starter.start(order, actor, AbortSignal.timeout(startWithinMs)));
    },
  });

const verifySnapshot = ({ snapshots }: SnapshotParts): ConsoleRoute =>
  route('verifySnapshot', 'POST /api/snapshots/:id/verify', {
    summary: 'Checks a snapshot as a reader would: signature, expiry, size and hash, and the schema. Changes nothing.',
    access: 'operate',
    path: { id },
    answers: { 200: ref('SnapshotVerdict') },
    problems: ['not_found', 'failed_precondition', 'unavailable', 'timeout'],
    async handle({ path }, exchange) {
      const verdict = await whileAsked(exchange, readAgainMs, 'the check', (signal) => snapshots.verify(path.id, signal));
      return { body: snapshotVerdict.json(verdict) };
    },
  });

const rollBack = ({ snapshots }: SnapshotParts): ConsoleRoute =>
  route('rollBackSnapshot', 'POST /api/snapshots/:id/rollback', {
    summary: 'Publishes an older snapshot again, under a new sequence number. The next publication replaces it if the catalogue differs.',
    access: 'administer',
    path: { id },
    answers: { 200: ref('Snapshot') },
    problems: ['not_found', 'failed_precondition', 'data_corrupt', 'unavailable', 'timeout'],
    async handle({ path, caller: { actor } }, exchange) {
      const inForce = await whileAsked(exchange, readAgainMs, 'the rollback', (signal) => snapshots.rollback(path.id, actor, signal));
      return { body: snapshot.json(inForce) };
    },
  });
