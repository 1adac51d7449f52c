import { closed, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ScheduleBook } from '../../../core/schedules/schedule-book.js';
import { scheduleBody, scheduleJson, scheduleTextOf } from '../configuration-json.js';
import { type ConsoleRoute, consoleRoute } from '../console-route.js';
import { id } from '../parameters.js';

/** A schedule's sources are checked with the resolver; nobody waits longer than this, in milliseconds. */
const saveWithinMs = 10_000;

/** Schedules: when jobs start automatically. */
export function scheduleRoutes(book: ScheduleBook): ConsoleRoute[] {
  return [listSchedules(book), addSchedule(book), replaceSchedule(book), deleteSchedule(book)];
}

const common = { tag: 'jobs', query: {} } as const;

function listSchedules(book: ScheduleBook): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'GET',
    url: '/api/schedules',
    operationId: 'listSchedules',
    summary: 'Schedules by id.',
    access: 'read',
    answers: { 200: Type.Object({ items: Type.Array(ref('Schedule')) }, closed) },
    async handle() {
      return { body: { items: (await book.list()).map(scheduleJson) } };
    },
  });
}

function addSchedule(book: ScheduleBook): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'POST',
    url: '/api/schedules',
    operationId: 'addSchedule',
    summary: 'Creates a schedule. Refuses one that never fires.',
    access: 'operate',
    body: scheduleBody,
    answers: { 201: ref('Schedule') },
    problems: ['already_exists', 'failed_precondition', 'unavailable'],
    target: ({ body }) => `schedule ${body.name}`,
    async handle({ body }) {
      const made = await book.add(scheduleTextOf(body), AbortSignal.timeout(saveWithinMs));
      return { status: 201, body: scheduleJson(made) };
    },
  });
}

function replaceSchedule(book: ScheduleBook): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'PUT',
    url: '/api/schedules/:id',
    operationId: 'replaceSchedule',
    summary: 'Replaces a schedule. Its next run stays as planned unless its timing changed.',
    access: 'operate',
    path: { id },
    body: scheduleBody,
    answers: { 200: ref('Schedule') },
    problems: ['not_found', 'already_exists', 'failed_precondition', 'unavailable'],
    async handle({ path, body }) {
      return { body: scheduleJson(await book.replace(path.id, scheduleTextOf(body), AbortSignal.timeout(saveWithinMs))) };
    },
  });
}

function deleteSchedule(book: ScheduleBook): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'DELETE',
    url: '/api/schedules/:id',
    operationId: 'deleteSchedule',
    summary: 'Removes a schedule. Jobs that it started continue.',
    access: 'operate',
    path: { id },
    answers: { 204: null },
    problems: ['not_found'],
    async handle({ path }) {
      await book.delete(path.id);
      return { status: 204 };
    },
  });
}
