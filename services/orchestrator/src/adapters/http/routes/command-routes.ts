import { Fault, toFault } from '@catalogsync/faults';
import { type Answer, object, oneOf, RequestFault, ref } from '@catalogsync/http';
import { type CommandTarget, type CommandType, commandTypes, errorClasses } from '@catalogsync/job-engine';
import { type Static, Type } from 'typebox';
import { TargetDrifted } from '../../../core/jobs/job-commands.js';
import type { JobParts } from '../api-parts.js';
import { commandOutcome } from '../console-json.js';
import { type Caller, type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { command } from '../insight-json.js';
import { cursor, limit, pageSchema, partPage } from '../list-page.js';

const route = consoleRoutes('jobs');

/** How long an answer waits for its command to be applied, in milliseconds; it stays queued after that. */
const waitMs = 5000;

async function send({ commands }: JobParts, type: CommandType, target: CommandTarget, { actor }: Caller, seen?: number): Promise<Answer> {
  const wait = AbortSignal.timeout(waitMs);
  try {
    const { commandId, affected, pending } = await commands.send(type, target, actor, wait, seen);
    return { status: pending ? 202 : 200, body: commandOutcome.json({ status: pending ? 'pending' : 'applied', commandId, affected }) };
  } catch (error) {
    // It is queued, and will be applied anyway.
    if (wait.aborted && toFault(error).code === 'canceled')
      return { status: 202, body: commandOutcome.json({ status: 'pending', affected: 0 }) };
    throw error instanceof TargetDrifted ? driftOf(error) : error;
  }
}

const driftOf = (drift: TargetDrifted): RequestFault =>
  new RequestFault(drift.code, drift.message, { hint: drift.hint, fields: { affected: drift.affected } });

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
    listCommands(jobs),
    getCommand(jobs),
    cancelCommand(jobs),
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
    jobId: optionalId,
    jobIds: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
        minItems: 1,
        maxItems: 1000,
        uniqueItems: true,
        description: 'Several jobs, one after the other in this order; those that refuse the command are skipped.',
      }),
    ),
    stageId: optionalId,
    itemId: optionalId,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Name of an external source.' })),
    errorClass: Type.Optional(oneOf(errorClasses, { description: 'For retries.' })),
    everything: Type.Optional(Type.Literal(true, { description: 'Required if nothing else is given.' })),
    seen: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'How many items a dry run counted: the command is refused unless exactly as many match, now and when it begins. For retries and cancels.',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Only counts the items that a retry or cancel would affect.' })),
  },
  { description: 'One item, or everything that matches all given fields.' },
);

function targetOf({ jobId, jobIds, stageId, itemId, source, errorClass, everything }: Static<typeof commandBody>): CommandTarget {
  if (jobIds !== undefined && [jobId, stageId, itemId].some((part) => part !== undefined)) {
    throw new Fault('invalid_argument', '"jobIds" cannot be combined with one job, stage or item');
  }
  const target = { jobId, jobIds, stageId, itemId, source, errorClass };
  const isAll = Object.values(target).every((part) => part === undefined);
  if (isAll === (everything === true)) return target;
  throw new Fault('invalid_argument', isAll ? 'the command has no target' : '"everything" cannot be combined with a target', {
    hint: 'Give jobId, jobIds, stageId, itemId, source or errorClass, or "everything": true.',
  });
}

const forMany = (jobs: JobParts): ConsoleRoute =>
  route('sendCommand', 'POST /api/commands', {
    summary: 'A command to a job, to several, to a stage, a source, the items of an error class, or everything.',
    access: 'operate',
    body: commandBody,
    answers,
    problems: ['not_found', 'failed_precondition'],
    async handle({ body, caller }) {
      const target = targetOf(body);
      if (body.dryRun !== true) return send(jobs, body.type, target, caller, body.seen);
      const { affected } = await jobs.commands.count(body.type, target, AbortSignal.timeout(waitMs));
      return { body: commandOutcome.json({ status: 'counted', affected }) };
    },
  });

const listCommands = ({ commandLists: lists }: JobParts): ConsoleRoute =>
  route('listCommands', 'GET /api/commands', {
    summary: 'Commands that were given, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageSchema('Command') },
    handle: ({ query }) => partPage(query, { list: 'commands', toJson: command.json }, (part) => lists.commands(part)),
  });

const getCommand = ({ store }: JobParts): ConsoleRoute =>
  route('getCommand', 'GET /api/commands/:id', {
    summary: 'One command, with how far it came.',
    access: 'read',
    path: { id },
    answers: { 200: ref('Command') },
    problems: ['not_found'],
    async handle({ path }) {
      const found = await store.command(path.id);
      if (found === undefined) throw new Fault('not_found', `there is no command ${path.id}`);
      return { body: command.json(found) };
    },
  });

const cancelCommand = ({ commands }: JobParts): ConsoleRoute =>
  route('cancelCommand', 'POST /api/commands/:id/cancel', {
    summary: 'Stops a command that is not applied yet. One over many items stops after its current turn; what it did stays done.',
    access: 'operate',
    path: { id },
    answers: { 200: ref('Command') },
    problems: ['not_found', 'failed_precondition'],
    async handle({ path, caller: { actor } }) {
      return { body: command.json(await commands.cancel(path.id, actor)) };
    },
  });
