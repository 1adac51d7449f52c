import { object, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ScheduleBook } from '../../../core/schedules/schedule-book.js';
import { schedule, scheduleBody, scheduleTextOf } from '../configuration-json.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';

const route = consoleRoutes('jobs');

/** A schedule's sources are checked with the resolver; nobody waits longer than this, in milliseconds. */
const saveWithinMs = 10_000;

/** Schedules: when jobs start automatically. */
export function scheduleRoutes(book: ScheduleBook): ConsoleRoute[] {
  return [listSchedules(book), addSchedule(book), replaceSchedule(book), deleteSchedule(book)];
}

const listSchedules = (book: ScheduleBook): ConsoleRoute =>
  route('listSchedules', 'GET /api/schedules', {
    summary: 'Schedules by id.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('Schedule')) }) },
    async handle() {
      return { body: { items: (await book.list()).map(schedule.json) } };
    },
  });

const addSchedule = (book: ScheduleBook): ConsoleRoute =>
  route('addSchedule', 'POST /api/schedules', {
    summary: 'Creates a schedule. Refuses one that never fires.',
    access: 'operate',
    body: scheduleBody,
    answers: { 201: ref('Schedule') },
    problems: ['already_exists', 'failed_precondition', 'unavailable'],
    async handle({ body, caller: { actor } }) {
      const made = await book.add(scheduleTextOf(body), actor, AbortSignal.timeout(saveWithinMs));
      return { status: 201, body: schedule.json(made) };
    },
  });

const replaceSchedule = (book: ScheduleBook): ConsoleRoute =>
  route('replaceSchedule', 'PUT /api/schedules/:id', {
    summary: 'Replaces a schedule. Its next run stays as planned unless its timing changed.',
    access: 'operate',
    path: { id },
    body: scheduleBody,
    answers: { 200: ref('Schedule') },
    problems: ['not_found', 'already_exists', 'failed_precondition', 'unavailable'],
    async handle({ path, body, caller: { actor } }) {
      const replaced = await book.replace(path.id, scheduleTextOf(body), actor, AbortSignal.timeout(saveWithinMs));
      return { body: schedule.json(replaced) };
    },
  });

const deleteSchedule = (book: ScheduleBook): ConsoleRoute =>
  route('deleteSchedule', 'DELETE /api/schedules/:id', {
    summary: 'Removes a schedule. Jobs that it started continue.',
    access: 'operate',
    path: { id },
    answers: { 204: null },
    problems: ['not_found'],
    async handle({ path, caller: { actor } }) {
      await book.delete(path.id, actor);
      return { status: 204 };
    },
  });
