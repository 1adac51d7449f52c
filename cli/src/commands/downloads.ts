import { type Command, Option } from 'commander';
import type { DownloadState } from '../clients/downloads-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { downloadLines, downloadListLines, quarantineLines, songText } from '../report/download-tables.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withDownloads } from './with-client.js';

interface ListOptions extends HomeOptions {
  readonly limit: number;
  readonly state?: DownloadState;
}

interface QuarantineOptions extends HomeOptions {
  readonly limit: number;
  readonly all?: boolean;
}

async function list({ home, limit, state }: ListOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const { items, more } = await client.list(state === undefined ? [] : [state], limit, context.signal);
    printResult(context, { downloads: items, more }, () => downloadListLines(items, more));
  });
}

async function show(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.get(id, context.signal);
    printResult(context, download, () => downloadLines(download));
  });
}

async function cancel(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.cancel(id, context.signal);
    printResult(context, download, () => [`canceled: ${songText(download.target)}`]);
  });
}

async function quarantine({ home, limit, all = false }: QuarantineOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const { items, more } = await client.quarantine(all, limit, context.signal);
    printResult(context, { files: items, more }, () => quarantineLines(items, more));
  });
}

async function approve(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const download = await client.approve(id, context.signal);
    printResult(context, download, () => [
      `approved: ${songText(download.target)}, from ${download.source}`,
      'It enters the library when its item is retried (catalogsync jobs retry --help), or with the next job.',
    ]);
  });
}

async function reject(id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withDownloads(home, context, async (client) => {
    const rejected = await client.reject(id, context.signal);
    printResult(context, { id: rejected, state: 'rejected' }, () => [
      'rejected: this file, and any other with the same content, will not be used again',
    ]);
  });
}

const downloadStates: readonly DownloadState[] = ['queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled'];

const limitOption = (): Option =>
  new Option('--limit <number>', 'at most this many, newest first').argParser(wholeNumber(1, 500)).default(50);

/** `downloads list|show|cancel` */
export function addDownloads(program: Command, context: CommandContext): void {
  const downloads = program.command('downloads').description('downloads: their progress, and what was tried for each');
  homeCommand(downloads, 'list', 'list the newest downloads')
    .addOption(new Option('--state <state>', 'only downloads in this state').choices(downloadStates))
    .addOption(limitOption())
    .action((options: ListOptions) => list(options, context));
  homeCommand(
    downloads,
    'show <id>',
    'show one with everything that was tried, and why it was rejected; the first characters of an id are enough',
  ).action((id: string, options: HomeOptions) => show(id, options, context));
  homeCommand(downloads, 'cancel <id>', 'stop one and remove what it fetched').action((id: string, options: HomeOptions) =>
    cancel(id, options, context),
  );
}

/** `quarantine list|approve|reject` */
export function addQuarantine(program: Command, context: CommandContext): void {
  const group = program.command('quarantine').description('fetched files that failed verification and wait for your decision');
  homeCommand(group, 'list', 'list them, with what is wrong and where they are')
    .option('--all', 'also those that are decided')
    .addOption(limitOption())
    .action((options: QuarantineOptions) => quarantine(options, context));
  homeCommand(group, 'approve <id>', 'accept a file as it is').action((id: string, options: HomeOptions) => approve(id, options, context));
  homeCommand(group, 'reject <id>', 'remove a file and never use it again').action((id: string, options: HomeOptions) =>
    reject(id, options, context),
  );
}
