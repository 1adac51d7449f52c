import { Fault } from '@catalogsync/faults';
import { type Command, InvalidArgumentError } from 'commander';
import type { Schedule, ScheduleSettings, SchedulesClient } from '../clients/schedules-client.js';
import type { HostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { printable } from '../report/output.js';
import { lineWidth, table } from '../report/table.js';
import { showFirstLogin } from './first-login.js';
import { commaSeparated, homeOption } from './options.js';

interface HomeOptions {
  readonly home?: string;
}

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

const fresh: Omit<ScheduleSettings, 'name' | 'pattern'> = {
  template: 'full',
  sources: [],
  downloadSources: [],
  timeZone: '',
  jitterSeconds: 0,
  blackoutHours: [],
  enabled: true,
};

async function withSchedules(
  options: HomeOptions,
  context: CommandContext,
  use: (client: SchedulesClient) => Promise<void>,
): Promise<void> {
  const [{ SchedulesClient }, { withService }] = await Promise.all([
    import('../clients/schedules-client.js'),
    import('../host/with-service.js'),
  ]);
  const request = {
    home: options.home,
    name: 'orchestrator',
    // The resolver knows the sources that a schedule may name.
    needs: ['resolver', 'orchestrator'],
    beforeStart: (config: HostConfig) => showFirstLogin(config.DB_PATH, context),
  } as const;
  await withService(request, context, (address) => new SchedulesClient(address), use);
}

/** Names take precedence over ids, because a name may be a number. */
async function find(client: SchedulesClient, word: string, context: CommandContext): Promise<Schedule> {
  const schedules = await client.list(context.signal);
  const found = schedules.find(({ name }) => name === word) ?? schedules.find(({ id }) => String(id) === word);
  if (found !== undefined) return found;
  const hint = schedules.length === 0 ? 'There are none.' : `There are: ${schedules.map(({ name }) => name).join(', ')}.`;
  throw new Fault('not_found', `there is no schedule "${word}"`, { hint });
}

function changed<S extends Omit<ScheduleSettings, 'pattern'>>(before: S, options: SettingOptions) {
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
  if (context.settings.json) context.output.json(toJson(schedule));
  else context.output.line(`schedule ${schedule.id} (${printable(schedule.name)}), next run: ${nextRun(schedule)}`);
}

function rowOf(schedule: Schedule): string[] {
  const { id, name, template, pattern, lastRunAt } = schedule;
  return [String(id), printable(name), template, pattern, nextRun(schedule), lastRunAt === undefined ? 'never' : localTime(lastRunAt)];
}

async function list(options: HomeOptions, context: CommandContext): Promise<void> {
  await withSchedules(options, context, async (client) => {
    const schedules = await client.list(context.signal);
    if (context.settings.json) return context.output.json({ schedules: schedules.map(toJson) });
    const rows = [['ID', 'NAME', 'TEMPLATE', 'PATTERN', 'NEXT RUN', 'LAST RUN'], ...schedules.map(rowOf)];
    for (const line of table(rows, { width: lineWidth, wrapLast: true })) context.output.line(line);
    for (const { name, lastError } of schedules) if (lastError !== undefined) context.output.note(`  ! ${name}: ${lastError}`);
  });
}

async function add(name: string, options: AddOptions, context: CommandContext): Promise<void> {
  const settings = { ...changed({ ...fresh, name }, options), pattern: options.pattern, enabled: options.disabled !== true };
  await withSchedules(options, context, async (client) => report(await client.save(undefined, settings, context.signal), context));
}

async function edit(word: string, options: EditOptions & { readonly enabled?: boolean }, context: CommandContext): Promise<void> {
  await withSchedules(options, context, async (client) => {
    const before = await find(client, word, context);
    const { name = before.name, pattern = before.pattern, enabled = before.enabled } = options;
    const { id, nextRunAt: _next, lastRunAt: _at, lastJobId: _job, lastError: _error, ...settings } = before;
    report(await client.save(id, { ...changed(settings, options), name, pattern, enabled }, context.signal), context);
  });
}

async function remove(word: string, options: HomeOptions, context: CommandContext): Promise<void> {
  await withSchedules(options, context, async (client) => {
    const { id, name } = await find(client, word, context);
    await client.delete(id, context.signal);
    if (context.settings.json) context.output.json({ id, name });
    else context.output.line(`removed: ${printable(name)}`);
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
  command('list', 'list the schedules with their next and last run')
    .addOption(homeOption())
    .action((options: HomeOptions) => list(options, context));
  settingOptions(command('add', 'add a schedule').argument('<name>', 'its name'))
    .requiredOption('--pattern <cron>', 'when: "minute hour day month weekday", or six fields with seconds first')
    .option('--disabled', 'start nothing until it is enabled')
    .action((name: string, options: AddOptions) => add(name, options, context));
  settingOptions(command('edit', 'change a schedule; options not given stay the same').argument('<schedule>', 'its name or id'))
    .option('--pattern <cron>', 'when: "minute hour day month weekday", or six fields with seconds first')
    .option('--name <name>', 'its new name')
    .action((word: string, options: EditOptions) => edit(word, options, context));
  command('remove', 'remove a schedule; a job that it started continues')
    .argument('<schedule>', 'its name or id')
    .addOption(homeOption())
    .action((word: string, options: HomeOptions) => remove(word, options, context));
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    command(name, enabled ? 'let a schedule start jobs again; missed runs are not made up' : 'stop a schedule from starting jobs')
      .argument('<schedule>', 'its name or id')
      .addOption(homeOption())
      .action((word: string, options: HomeOptions) => edit(word, { ...options, enabled }, context));
  }
}
