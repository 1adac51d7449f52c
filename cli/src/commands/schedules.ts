import { Fault } from '@catalogsync/faults';
import type { ScheduleText } from '@catalogsync/orchestrator';
import { type Command, InvalidArgumentError } from 'commander';
import type { Schedule, SchedulesClient } from '../clients/schedules-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table, wholeSentences } from '../report/table.js';
import { commaSeparated, type HomeOptions, homeCommand, homeOption } from './options.js';
import { withSchedules } from './with-client.js';

/** An edit keeps absent fields as they are. */
interface SettingOptions extends HomeOptions {
  readonly pattern?: string;
  readonly template?: string;
  readonly sources?: readonly string[];
  readonly downloadSources?: readonly string[];
  readonly timeZone?: string;
  readonly jitter?: number;
  readonly blackout?: readonly string[];
}

interface AddOptions extends SettingOptions {
  readonly pattern: string;
  readonly disabled?: boolean;
}

interface EditOptions extends SettingOptions {
  readonly name?: string;
}

const fresh: Omit<ScheduleText, 'name' | 'pattern'> = {
  template: 'full',
  sources: [],
  downloadSources: [],
  timeZone: '',
  jitterSeconds: 0,
  blackoutHours: [],
  enabled: true,
};

/** Names take precedence over ids, because a name may be a number. */
async function find(client: SchedulesClient, word: string, context: CommandContext): Promise<Schedule> {
  const schedules = await client.list(context.signal);
  const found = schedules.find(({ name }) => name === word) ?? schedules.find(({ id }) => String(id) === word);
  if (found !== undefined) return found;
  const hint = schedules.length === 0 ? 'There are none.' : `There are: ${schedules.map(({ name }) => name).join(', ')}.`;
  throw new Fault('not_found', `there is no schedule "${word}"`, { hint });
}

function changed<S extends Omit<ScheduleText, 'pattern'>>(before: S, options: SettingOptions) {
  return {
    ...before,
    template: options.template ?? before.template,
    sources: options.sources ?? before.sources,
    downloadSources: options.downloadSources ?? before.downloadSources,
    timeZone: options.timeZone ?? before.timeZone,
    jitterSeconds: options.jitter ?? before.jitterSeconds,
    blackoutHours: options.blackout ?? before.blackoutHours,
  };
}

/** In the time zone of this machine. */
function localTime(instant: number): string {
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short' }).format(instant);
}

function toJson({ nextRunAt, lastRunAt, ...rest }: Schedule) {
  const iso = (instant: number | undefined): string | null => (instant === undefined ? null : new Date(instant).toISOString());
  return { ...rest, nextRunAt: iso(nextRunAt), lastRunAt: iso(lastRunAt) };
}

function nextRun({ enabled, nextRunAt }: Schedule): string {
  if (!enabled) return 'disabled';
  return nextRunAt === undefined ? 'never' : localTime(nextRunAt);
}

function report(schedule: Schedule, context: CommandContext): void {
  printResult(context, toJson(schedule), () => `schedule ${schedule.id} (${schedule.name}), next run: ${nextRun(schedule)}`);
}

function rowOf(schedule: Schedule): string[] {
  const { id, name, template, pattern, lastRunAt } = schedule;
  return [String(id), name, template, pattern, nextRun(schedule), lastRunAt === undefined ? 'never' : localTime(lastRunAt)];
}

async function list(options: HomeOptions, context: CommandContext): Promise<void> {
  await withSchedules(options.home, context, async (client) => {
    const schedules = await client.list(context.signal);
    if (context.settings.json) return context.output.json({ schedules: schedules.map(toJson) });
    const rows = [['ID', 'NAME', 'TEMPLATE', 'PATTERN', 'NEXT RUN', 'LAST RUN'], ...schedules.map(rowOf)];
    for (const line of table(rows, wholeSentences)) context.output.line(line);
    for (const { name, lastError } of schedules) if (lastError !== undefined) context.output.note(`  ! ${name}: ${lastError}`);
  });
}

async function add(name: string, options: AddOptions, context: CommandContext): Promise<void> {
  const settings = { ...changed({ ...fresh, name }, options), pattern: options.pattern, enabled: options.disabled !== true };
  await withSchedules(options.home, context, async (client) => report(await client.save(undefined, settings, context.signal), context));
}

async function edit(word: string, options: EditOptions & { readonly enabled?: boolean }, context: CommandContext): Promise<void> {
  await withSchedules(options.home, context, async (client) => {
    const before = await find(client, word, context);
    const { name = before.name, pattern = before.pattern, enabled = before.enabled } = options;
    const { id, nextRunAt: _next, lastRunAt: _at, lastJobId: _job, lastError: _error, ...settings } = before;
    report(await client.save(id, { ...changed(settings, options), name, pattern, enabled }, context.signal), context);
  });
}

async function remove(word: string, options: HomeOptions, context: CommandContext): Promise<void> {
  await withSchedules(options.home, context, async (client) => {
    const { id, name } = await find(client, word, context);
    await client.delete(id, context.signal);
    printResult(context, { id, name }, () => `removed: ${name}`);
  });
}

function seconds(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of seconds.');
}

const settingOptions = (command: Command): Command =>
  command
    .option('--template <name>', 'what the job does, as for run (default: full)')
    .option('--sources <names>', 'sources to use, separated by commas (default: all)', commaSeparated)
    .option(
      '--download-sources <names>',
      'sources to download from, in order, separated by commas (default: as configured)',
      commaSeparated,
    )
    .option('--time-zone <name>', 'IANA name, such as Europe/Berlin (default: that of the machine)')
    .option('--jitter <seconds>', 'delay each run by a random time up to this (default: 0)', seconds)
    .option('--blackout <hours>', 'hours in which nothing starts: 22:00-06:30, several separated by commas (default: none)', commaSeparated)
    .addOption(homeOption());

/** `schedules list|add|edit|remove|enable|disable` */
export function addSchedules(program: Command, context: CommandContext): void {
  const schedules = program.command('schedules').description('jobs that start on a schedule');
  const command = (name: string, description: string): Command => schedules.command(name).description(description);
  homeCommand(schedules, 'list', 'list the schedules with their next and last run').action((options: HomeOptions) =>
    list(options, context),
  );
  settingOptions(command('add', 'add a schedule').argument('<name>', 'its name'))
    .requiredOption('--pattern <cron>', 'when: "minute hour day month weekday", or six fields with seconds first')
    .option('--disabled', 'start nothing until it is enabled')
    .action((name: string, options: AddOptions) => add(name, options, context));
  settingOptions(command('edit', 'change a schedule; options not given stay the same').argument('<schedule>', 'its name or id'))
    .option('--pattern <cron>', 'when: "minute hour day month weekday", or six fields with seconds first')
    .option('--name <name>', 'its new name')
    .action((word: string, options: EditOptions) => edit(word, options, context));
  homeCommand(schedules, 'remove', 'remove a schedule; a job that it started continues')
    .argument('<schedule>', 'its name or id')
    .action((word: string, options: HomeOptions) => remove(word, options, context));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    const effect = enabled ? 'let a schedule start jobs again; missed runs are not made up' : 'stop a schedule from starting jobs';
    homeCommand(schedules, name, effect)
      .argument('<schedule>', 'its name or id')
      .action((word: string, options: HomeOptions) => edit(word, { ...options, enabled }, context));
  }
}
