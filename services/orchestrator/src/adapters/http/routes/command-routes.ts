import { Fault, toFault } from '@catalogsync/faults';
import { type Answer, object, oneOf, ref } from '@catalogsync/http';
import { type CommandTarget, type CommandType, commandTypes, errorClasses } from '@catalogsync/job-engine';
import { type Static, Type } from 'typebox';
import type { JobParts } from '../api-parts.js';
import { commandOutcome } from '../console-json.js';
import { type Caller, type ConsoleRoute, consoleRoutes, id } from '../console-route.js';

const route = consoleRoutes('jobs');

/** How long an answer waits for its command to be applied, in milliseconds; it stays queued after that. */
const waitMs = 5000;

async function send({ commands }: JobParts, type: CommandType, target: CommandTarget, { actor }: Caller): Promise<Answer> {
  const wait = AbortSignal.timeout(waitMs);
  try {
    const { commandId, affected, pending } = await commands.send(type, target, actor, wait);
    return { status: pending ? 202 : 200, body: commandOutcome.json({ status: pending ? 'pending' : 'applied', commandId, affected }) };
  } catch (error) {
    // It is queued, and will be applied anyway.
    if (wait.aborted && toFault(error).code === 'canceled')
      return { status: 202, body: commandOutcome.json({ status: 'pending', affected: 0 }) };
    throw error;
  }
}

const answers = { 200: ref('CommandOutcome'), 202: ref('CommandOutcome') };

/** Commands to jobs and items; each is queued, applied once, in order. */
export function commandRoutes(jobs: JobParts): ConsoleRoute[] {
  return [
    forJob(jobs, 'pause', 'Lets running items finish, and starts no new ones.'),
    forJob(jobs, 'resume', 'Resumes a paused job.'),
    forJob(jobs, 'cancel', 'Cancels a job, aborting running downloads.'),
    forItem(jobs, 'retry', 'retry_item', 'Sets a failed or interrupted item back to pending.'),
    forItem(jobs, 'force-retry', 'force_retry_item', 'Sets any finished item back to pending, even a succeeded one.'),
    forMany(jobs),
  ];
}

const forJob = (jobs: JobParts, type: 'pause' | 'resume' | 'cancel', summary: string): ConsoleRoute =>
  route(`${type}Job`, `POST /api/jobs/:id/${type}`, {
    summary,
    access: 'operate',
    path: { id },
    answers,
    problems: ['not_found', 'failed_precondition'],
    handle: ({ path, caller }) => send(jobs, type, { jobId: path.id }, caller),
  });

const forItem = (jobs: JobParts, word: string, type: CommandType, summary: string): ConsoleRoute =>
  route(type === 'retry_item' ? 'retryItem' : 'forceRetryItem', `POST /api/items/:id/${word}`, {
    summary,
    access: 'operate',
    path: { id },
    answers,
    problems: ['not_found', 'failed_precondition'],
    handle: ({ path, caller }) => send(jobs, type, { itemId: path.id }, caller),
  });

const optionalId = Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }));

const commandBody = object(
  {
    type: oneOf(commandTypes),
    job_id: optionalId,
    stage_id: optionalId,
    item_id: optionalId,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Name of an external source.' })),
    error_class: Type.Optional(oneOf(errorClasses, { description: 'For retries.' })),
    everything: Type.Optional(Type.Literal(true, { description: 'Required if nothing else is given.' })),
    dry_run: Type.Optional(Type.Boolean({ default: false, description: 'Only counts the items that a retry or cancel would affect.' })),
  },
  { description: 'One item, or everything that matches all given fields.' },
);

function targetOf({ job_id, stage_id, item_id, source, error_class, everything }: Static<typeof commandBody>): CommandTarget {
  const target = { jobId: job_id, stageId: stage_id, itemId: item_id, source, errorClass: error_class };
  const isAll = Object.values(target).every((part) => part === undefined);
  if (isAll === (everything === true)) return target;
  throw new Fault('invalid_argument', isAll ? 'the command has no target' : '"everything" cannot be combined with a target', {
    hint: 'Give job_id, stage_id, item_id, source or error_class, or "everything": true.',
  });
}

const forMany = (jobs: JobParts): ConsoleRoute =>
  route('sendCommand', 'POST /api/commands', {
    summary: 'A command to a job, a stage, a source, the items of an error class, or everything.',
    access: 'operate',
    body: commandBody,
    answers,
    problems: ['not_found', 'failed_precondition'],
    async handle({ body, caller }) {
      const target = targetOf(body);
      if (body.dry_run !== true) return send(jobs, body.type, target, caller);
      const { affected } = await jobs.commands.count(body.type, target, AbortSignal.timeout(waitMs));
      return { body: commandOutcome.json({ status: 'counted', affected }) };
    },
  });
