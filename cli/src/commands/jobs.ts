import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandName, CommandTarget, JobClient } from '../clients/job-client.js';
import type { CommandContext } from '../report/command-context.js';
import { itemLines, jobLines, listLines } from '../report/job-tables.js';
import { printable } from '../report/output.js';
import { homeOption } from './options.js';

interface HomeOptions {
  readonly home?: string;
}

interface ListOptions extends HomeOptions {
  readonly limit: number;
}

interface ItemOptions extends ListOptions {
  readonly stage?: number;
  readonly status?: string;
  readonly errorClass?: string;
}

interface TargetOptions extends HomeOptions, CommandTarget {
  readonly all?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

async function withJobClient(options: HomeOptions, context: CommandContext, use: (jobs: JobClient) => Promise<void>): Promise<void> {
  const { withJobs } = await import('./with-jobs.js');
  await withJobs({ home: options.home, work: false }, context, ({ jobs }) => use(jobs));
}

function print(context: CommandContext, value: unknown, lines: () => readonly string[]): void {
  if (context.settings.json) context.output.json(value);
  else for (const line of lines()) context.output.line(printable(line));
}

async function list(options: ListOptions, context: CommandContext): Promise<void> {
  await withJobClient(options, context, async (client) => {
    const { items: jobs } = await client.list(options.limit, '', context.signal);
    const holds = await client.holds(context.signal);
    print(context, { jobs, holds }, () => listLines(jobs, holds));
  });
}

const shownEvents = 1000;

async function show(jobId: number, options: HomeOptions, context: CommandContext): Promise<void> {
  await withJobClient(options, context, async (client) => {
    const { job, notices } = await client.look(jobId, context.signal);
    const { items: events } = await client.events(jobId, shownEvents, '', context.signal);
    print(context, { job, notices, events }, () => jobLines(job, notices, events));
  });
}

async function items(job: number, options: ItemOptions, context: CommandContext): Promise<void> {
  const { stage, status, errorClass, limit } = options;
  await withJobClient(options, context, async (client) => {
    const { items: found, nextPageToken } = await client.items({ job, stage, status, errorClass }, limit, '', context.signal);
    print(context, { items: found, more: nextPageToken !== '' }, () => itemLines(found, nextPageToken !== ''));
  });
}

const done: Readonly<Record<CommandName, string>> = {
  pause: 'pausing',
  resume: 'resumed',
  cancel: 'canceled',
  retry: 'tried again',
  force_retry: 'done again',
};

const wouldBe: Readonly<Record<CommandName, string>> = {
  pause: 'paused',
  resume: 'resumed',
  cancel: 'canceled',
  retry: 'tried again',
  force_retry: 'done again',
};

/** What the command counts: jobs, stages or sources for pause and resume, otherwise items. */
const nounOf = (name: CommandName): string => (name === 'pause' || name === 'resume' ? 'change' : 'item');

async function command(name: CommandName, options: TargetOptions, context: CommandContext): Promise<void> {
  const { job, stage, item, source, errorClass, dryRun = false } = options;
  await withJobClient(options, context, async (client) => {
    const { affected, pending } = await client.command(name, { job, stage, item, source, errorClass }, dryRun, context.signal);
    const count = `${affected.toLocaleString('en')} ${nounOf(name)}${affected === 1 ? '' : 's'}`;
    const lines = pending
      ? 'noted: applied as soon as jobs run'
      : dryRun
        ? `${count} would be ${wouldBe[name]}`
        : `${done[name]}: ${count}`;
    print(context, { command: name, affected, dryRun, pending }, () => [lines]);
  });
}

function positive(text: string): number {
  const number = Number(text);
  if (!/^\d{1,15}$/.test(text) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}

function upTo(max: number): (text: string) => number {
  return (text) => {
    const number = positive(text);
    if (number > max) throw new InvalidArgumentError(`It must be at most ${max}.`);
    return number;
  };
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
  const added = jobs
    .command(form.name)
    .description(form.description)
    .argument('[job]', 'the same as --job', positive)
    .addOption(homeOption())
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
  jobs
    .command('list')
    .description('list the jobs, newest first')
    .addOption(homeOption())
    .option('--limit <number>', 'how many, at most 200', upTo(200), 20)
    .action((options: ListOptions) => list(options, context));
  jobs
    .command('show')
    .description('show one job: its stages and what happened to it')
    .argument('<job>', 'its id', positive)
    .addOption(homeOption())
    .action((job: number, options: HomeOptions) => show(job, options, context));
  jobs
    .command('items')
    .description('list the items of a job')
    .argument('<job>', 'its id', positive)
    .addOption(homeOption())
    .option('--stage <id>', 'only items of this stage', positive)
    .addOption(new Option('--status <status>', 'only items in this state').choices(itemStatuses))
    .addOption(errorClassOption())
    .option('--limit <number>', 'how many, at most 1000', upTo(1000), 50)
    .action((job: number, options: ItemOptions) => items(job, options, context));
  for (const form of forms) addCommand(jobs, form, context);
}
