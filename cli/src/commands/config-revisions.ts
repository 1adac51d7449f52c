import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';
import type { ShownRevision } from '@catalogsync/orchestrator';
import { readSettingsFile } from '@catalogsync/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AppliedRevision } from '../clients/configuration-client.js';
import { withHomeConfiguration, withRunningConfiguration } from '../host/with-configuration.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand, homeOption } from './options.js';

interface SaveOptions extends HomeOptions {
  readonly note: string;
}

export interface ApplyOptions extends HomeOptions {
  readonly wait: boolean;
}

/** How often to ask for the outcome of an apply. */
const pollMs = 500;
/** The orchestrator itself may be restarted meanwhile. */
const patienceMs = 60_000;

const minute = (instant: number | undefined): string =>
  instant === undefined ? '' : new Date(instant).toISOString().slice(0, 16).replace('T', ' ');

function stateOf(revision: ShownRevision): string {
  if (revision.watchedUntil !== undefined) return 'on trial';
  if (revision.inForce) return 'in force';
  return revision.returned === undefined ? '' : 'returned';
}

function noteOf({ note, returned }: ShownRevision): string {
  const reason = returned === undefined ? '' : `[${returned.reason}]`;
  return [note, reason].filter((part) => part !== '').join(' ');
}

async function revisions(options: HomeOptions, context: CommandContext): Promise<void> {
  const all = await withHomeConfiguration(options.home, context, (configuration) => configuration.list(context.signal));
  const rows = all.map((revision) => {
    const { id, createdAt, createdBy = '', appliedAt } = revision;
    return [String(id), minute(createdAt), createdBy, minute(appliedAt), stateOf(revision), noteOf(revision)];
  });
  printResult(context, { revisions: all }, () => table([['ID', 'SAVED (UTC)', 'BY', 'APPLIED (UTC)', 'STATE', 'NOTE'], ...rows]));
}

async function save(file: string | undefined, options: SaveOptions, context: CommandContext): Promise<void> {
  const text = file === undefined ? undefined : await readSettingsFile(resolve(context.surroundings.cwd, file));
  const revision = await withHomeConfiguration(options.home, context, (configuration) =>
    configuration.save(options.note, text, context.signal),
  );
  printResult(context, { revision }, () => `saved: revision ${revision.id}`);
}

const marks = { removed: '- ', added: '+ ' } as const;

export const noWaitOption = (): Option => new Option('--no-wait', 'do not wait out the 30 s in which the services are watched');

async function diff(from: number, to: number | undefined, options: HomeOptions, context: CommandContext): Promise<void> {
  const all = await withHomeConfiguration(options.home, context, (configuration) => configuration.diff(from, to ?? 0, context.signal));
  const lines = all.flatMap(({ change, text }) => (change === 'same' ? [] : [{ change, text }]));
  printResult(context, { lines }, () =>
    lines.length === 0 ? 'no difference' : lines.map(({ change, text }) => `${marks[change]}${text}`.trimEnd()),
  );
}

/** Applies a revision, and waits until it is settled unless told otherwise. */
export async function applyRevision(id: number, options: ApplyOptions, context: CommandContext): Promise<void> {
  const { applied, running } = await withHomeConfiguration(options.home, context, async (configuration, running) => ({
    applied: await configuration.apply(id, context.signal),
    running,
  }));
  if (!context.settings.json) printApplied(applied, running, context);
  const settled = running && options.wait ? await outcomeOf(id, options, context) : applied.revision;
  if (context.settings.json) context.output.json({ ...applied, revision: settled });
  if (settled.returned !== undefined) {
    throw new Fault('failed_precondition', `revision ${id} was rolled back: ${settled.returned.reason}`, {
      hint: `Revision ${applied.previousId} is in force again.`,
    });
  }
  if (!context.settings.json && running && options.wait) context.output.line(`revision ${id} stays in force`);
}

function printApplied(applied: AppliedRevision, running: boolean, context: CommandContext): void {
  const { previousId, restartKeys, restartServices, restartedServices, revision } = applied;
  const before = previousId === revision.id ? '' : ` (before it: revision ${previousId})`;
  context.output.line(`applied: revision ${revision.id}${before}`);
  if (restartKeys.length > 0) context.output.line(`changed: ${restartKeys.join(', ')}`);
  if (restartedServices.length > 0) context.output.line(`restarted: ${restartedServices.join(', ')}`);
  if (running && restartServices.length > 0) context.output.line(`restart these yourself: ${restartServices.join(', ')}`);
  if (restartKeys.length > 0 && (!running || restartedServices.length + restartServices.length === 0))
    context.output.line('it takes effect at the next start of catalogsync');
  if (revision.watchedUntil !== undefined) context.output.note('watching the services for 30 s …');
}

/** Asks until it is settled; the orchestrator may not answer for a while, since it restarts. */
async function outcomeOf(id: number, options: HomeOptions, context: CommandContext): Promise<ShownRevision> {
  let silentSince: number | undefined;
  for (;;) {
    try {
      const revision = await withRunningConfiguration(options.home, context, (configuration) => configuration.get(id, context.signal));
      if (revision.watchedUntil === undefined) return revision;
      silentSince = undefined;
    } catch (error) {
      const { code } = toFault(error);
      if (code !== 'unavailable') throw error;
      silentSince ??= context.clock.now();
      if (context.clock.now() - silentSince > patienceMs) throw error;
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

function revisionId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a revision is a number from 1; see: config revisions');
}

/** `config revisions|save|diff|apply` */
export function addRevisions(config: Command, context: CommandContext): void {
  homeCommand(config, 'revisions', 'saved revisions of the settings file, newest first').action((options: HomeOptions) =>
    revisions(options, context),
  );
  config
    .command('save')
    .description('save the settings file, or another file, as a revision')
    .argument('[file]', 'another settings file')
    .option('--note <text>', 'a note', '')
    .addOption(homeOption())
    .action((file: string | undefined, options: SaveOptions) => save(file, options, context));
  homeCommand(config, 'diff', 'show what differs between two revisions, or between one and the current file; secrets are masked')
    .argument('<from>', 'id of a revision', revisionId)
    .argument('[to]', 'id of another (default: the current file)', revisionId)
    .action((from: number, to: number | undefined, options: HomeOptions) => diff(from, to, options, context));
  config
    .command('apply')
    .description('put a revision into force; it is undone by itself if a service fails with it')
    .argument('<id>', 'id of the revision', revisionId)
    .addOption(noWaitOption())
    .addOption(homeOption())
    .action((id: number, options: ApplyOptions) => applyRevision(id, options, context));
}
