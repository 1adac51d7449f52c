import { type Command, Option } from 'commander';
import type { CommandName, CommandTarget, ItemFilter, JobClient, JobItem } from '../clients/job-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { counted } from '../report/counted.js';
import { itemLines, jobLines, listLines } from '../report/job-tables.js';
import { type HomeOptions, homeCommand, positive, wholeNumber } from './options.js';
import { withJobs } from './with-client.js';

interface ListOptions extends HomeOptions {
  readonly limit: number;
}

interface ItemOptions extends ListOptions, Omit<ItemFilter, 'job'> {}

interface TargetOptions extends HomeOptions, CommandTarget {
  readonly all?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

async function list(options: ListOptions, context: CommandContext): Promise<void> {
  await withJobs(options.home, context, async (client) => {
    const jobs = await client.list(options.limit, context.signal);
    const holds = await client.holds(context.signal);
    printResult(context, { jobs, holds }, () => listLines(jobs, holds));
  });
}

const shownEvents = 1000;
const shownWaiting = 5;
/** Failures of these classes are tried again by themselves. */
const retriedClasses = ['source_down', 'rate_limited', 'internal', 'disk_full'] as const;

async function show(jobId: number, options: HomeOptions, context: CommandContext): Promise<void> {
  await withJobs(options.home, context, async (client) => {
    const { job, notices } = await client.look(jobId, context.signal);
    const events = await client.events(jobId, shownEvents, context.signal);
    const waiting = await waitingItems(client, jobId, context.signal);
    printResult(context, { job, waiting, notices, events }, () => jobLines(job, waiting, notices, events));
  });
}

/** The first few of each class, soonest first. */
async function waitingItems(client: JobClient, job: number, signal: AbortSignal): Promise<readonly JobItem[]> {
  const pages = retriedClasses.map((errorClass) => client.items({ job, status: 'pending', errorClass }, shownWaiting, '', signal));
  const waiting = (await Promise.all(pages)).flatMap(({ items: found }) => found).filter(({ runAt }) => runAt > 0);
  return waiting.sort((a, b) => a.runAt - b.runAt).slice(0, shownWaiting);
}

async function items(job: number, options: ItemOptions, context: CommandContext): Promise<void> {
  const { stage, status, errorClass, limit } = options;
  await withJobs(options.home, context, async (client) => {
    const { items: found, nextPageToken } = await client.items({ job, stage, status, errorClass }, limit, '', context.signal);
    printResult(context, { items: found, more: nextPageToken !== '' }, () => itemLines(found, nextPageToken !== ''));
  });
}

const done: Readonly<Record<CommandName, string>> = {
  pause: 'pausing',
  resume: 'resumed',
  cancel: 'canceled',
  retry: 'tried again',
  force_retry: 'done again',
};

const wouldBe: Readonly<Record<CommandName, string>> = { ...done, pause: 'paused' };

/** What the command counts: jobs, stages or sources for pause and resume, otherwise items. */
const nounOf = (name: CommandName): string => (name === 'pause' || name === 'resume' ? 'change' : 'item');

async function command(name: CommandName, options: TargetOptions, context: CommandContext): Promise<void> {
  const { job, stage, item, source, errorClass, dryRun = false } = options;
  await withJobs(options.home, context, async (client) => {
    const { affected, pending } = await client.command(name, { job, stage, item, source, errorClass }, dryRun, context.signal);
    const count = counted(affected, nounOf(name));
    const lines = pending
      ? 'noted: applied as soon as jobs run'
      : dryRun
        ? `${count} would be ${wouldBe[name]}`
        : `${done[name]}: ${count}`;
    printResult(context, { command: name, affected, dryRun, pending }, () => lines);
  });
}

const errorClasses = ['not_found', 'source_down', 'rate_limited', 'rejected', 'disk_full', 'auth', 'internal'] as const;
const itemStatuses = ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled'] as const;
const errorClassOption = (): Option => new Option('--error-class <class>', 'only items that failed with this class').choices(errorClasses);

interface CommandForm {
  readonly name: 'pause' | 'resume' | 'cancel' | 'retry';
  readonly description: string;
  /** Whether it applies to a single item. */
  readonly items: boolean;
}

const forms: readonly CommandForm[] = [
  { name: 'pause', description: 'finish what runs and start nothing more; a source is paused for all jobs', items: false },
  { name: 'resume', description: 'continue after a pause', items: false },
  { name: 'cancel', description: 'end a job, a stage or items, running downloads included', items: true },
  { name: 'retry', description: 'try failed and interrupted items again', items: true },
];

function addCommand(jobs: Command, form: CommandForm, context: CommandContext): void {
  const added = homeCommand(jobs, form.name, form.description)
    .argument('[job]', 'the same as --job', positive)
    .option('--job <id>', 'one job', positive)
    .option('--stage <id>', 'one stage', positive)
    .option('--source <name>', form.items ? 'only items of this source' : 'all work with this source')
    .option('--all', 'in every job');
  if (form.items) added.option('--item <id>', 'one item', positive).option('--dry-run', 'only count what it would take');
  if (form.name === 'retry') added.addOption(errorClassOption()).option('--force', 'any item that ended, even one that succeeded');
  added.action((job: number | undefined, options: TargetOptions, self: Command) => {
    if (job !== undefined && options.job !== undefined && job !== options.job) self.error('error: two jobs are named', { exitCode: 2 });
    const target = { ...options, job: job ?? options.job };
    const named = [target.job, target.stage, target.item, target.source, target.errorClass].some((part) => part !== undefined);
    if (!named && options.all !== true) self.error('error: say what: a job, --stage, --source, …, or --all', { exitCode: 2 });
    const one = [target.job, target.stage, target.item].some((part) => part !== undefined);
    if (one && options.all === true) self.error('error: --all applies to every job, but one is named', { exitCode: 2 });
    return command(form.name === 'retry' && options.force === true ? 'force_retry' : form.name, target, context);
  });
}

/** `jobs list|show|items|pause|resume|cancel|retry` */
export function addJobs(program: Command, context: CommandContext): void {
  const jobs = program.command('jobs').description('the queue: what is running, what failed, and how to act on it');
  homeCommand(jobs, 'list', 'list the jobs, newest first')
    .option('--limit <number>', 'how many, at most 200', wholeNumber(1, 200), 20)
    .action((options: ListOptions) => list(options, context));
  homeCommand(jobs, 'show', 'show one job: its stages and what happened to it')
    .argument('<job>', 'its id', positive)
    .action((job: number, options: HomeOptions) => show(job, options, context));
  homeCommand(jobs, 'items', 'list the items of a job')
    .argument('<job>', 'its id', positive)
    .option('--stage <id>', 'only items of this stage', positive)
    .addOption(new Option('--status <status>', 'only items in this state').choices(itemStatuses))
    .addOption(errorClassOption())
    .option('--limit <number>', 'how many, at most 1000', wholeNumber(1, 1000), 50)
    .action((job: number, options: ItemOptions) => items(job, options, context));
  for (const form of forms) addCommand(jobs, form, context);
}
