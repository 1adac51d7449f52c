import { type Command, Option } from 'commander';
import { type DownloadState, downloadStates } from '../clients/download-states.js';
import type { CommandContext } from '../report/command-context.js';
import { downloadLines, downloadListLines, quarantineLines, songText } from '../report/download-tables.js';
import { printable } from '../report/output.js';
import { homeOption, wholeNumber } from './options.js';
import { withDownloads } from './with-resolver.js';

interface HomeOptions {
  readonly home?: string;
}

interface ListOptions extends HomeOptions {
  readonly limit: number;
  readonly state?: DownloadState;
}

interface QuarantineOptions extends HomeOptions {
  readonly limit: number;
  readonly all?: boolean;
}

function print(context: CommandContext, value: unknown, lines: () => readonly string[]): void {
  if (context.settings.json) context.output.json(value);
  else for (const line of lines()) context.output.line(printable(line));
}

async function list({ home, limit, state }: ListOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const { items, more } = await client.list(state === undefined ? [] : [state], limit, context.signal);
    print(context, { downloads: items, more }, () => downloadListLines(items, more));
  });
}

async function show(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.get(id, context.signal);
    print(context, download, () => downloadLines(download));
  });
}

async function cancel(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.cancel(id, context.signal);
    print(context, download, () => [`canceled: ${songText(download.target)}`]);
  });
}

async function quarantine({ home, limit, all = false }: QuarantineOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const { items, more } = await client.quarantine(all, limit, context.signal);
    print(context, { files: items, more }, () => quarantineLines(items, more));
  });
}

async function approve(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.approve(id, context.signal);
    print(context, download, () => [
      `approved: ${songText(download.target)}, from ${download.source}`,
      'It enters the library when its item is retried (catalogsync jobs retry --help), or with the next job.',
    ]);
  });
}

async function reject(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const rejected = await client.reject(id, context.signal);
    print(context, { id: rejected, state: 'rejected' }, () => [
      'rejected: this file, and any other with the same content, will not be used again',
    ]);
  });
}

const limitOption = (): Option =>
  new Option('--limit <number>', 'at most this many, newest first').argParser(wholeNumber(1, 500)).default(50);

/** `downloads list|show|cancel` */
export function addDownloads(program: Command, context: CommandContext): void {
  const downloads = program.command('downloads').description('downloads: their progress, and what was tried for each');
  downloads
    .command('list')
    .description('list the newest downloads')
    .addOption(homeOption())
    .addOption(new Option('--state <state>', 'only downloads in this state').choices(downloadStates))
    .addOption(limitOption())
    .action((options: ListOptions) => list(options, context));
  downloads
    .command('show <id>')
    .description('show one with everything that was tried, and why it was rejected; the first characters of an id are enough')
    .addOption(homeOption())
    .action((id: string, options: HomeOptions) => show(id, options, context));
  downloads
    .command('cancel <id>')
    .description('stop one and remove what it fetched')
    .addOption(homeOption())
    .action((id: string, options: HomeOptions) => cancel(id, options, context));
}

/** `quarantine list|approve|reject` */
export function addQuarantine(program: Command, context: CommandContext): void {
  const group = program.command('quarantine').description('fetched files that failed verification and wait for your decision');
  group
    .command('list')
    .description('list them, with what is wrong and where they are')
    .addOption(homeOption())
    .option('--all', 'also those that are decided')
    .addOption(limitOption())
    .action((options: QuarantineOptions) => quarantine(options, context));
  group
    .command('approve <id>')
    .description('accept a file as it is')
    .addOption(homeOption())
    .action((id: string, options: HomeOptions) => approve(id, options, context));
  group
    .command('reject <id>')
    .description('remove a file and never use it again')
    .addOption(homeOption())
    .action((id: string, options: HomeOptions) => reject(id, options, context));
}
