import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Recognised } from '@catalogsync/orchestrator';
import type { Command } from 'commander';
import type { JobClient } from '../clients/job-client.js';
import type { NamedPlaylists, PlaylistFileRead } from '../clients/job-order.js';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { newsOf, printNews } from '../report/job-news.js';
import { printable } from '../report/output.js';
import { allFailed, playlistFileReport, playlistReportLines } from '../report/playlist-report.js';
import { commaSeparated, type HomeOptions, homeCommand } from './options.js';
import { withWorkingJobs } from './with-client.js';

/** Larger than any allowed playlist file; such a file is still refused by the service, and fits in one message. */
const mostBytes = 11 * 1024 * 1024;

interface Options extends HomeOptions {
  readonly template: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly playlistFile?: string;
  readonly preview?: boolean;
  readonly encoding: string;
}

/** A playlist file, not yet read. */
interface PlaylistFile {
  readonly path: string;
  readonly content: Uint8Array;
  /** Empty if its bytes tell. */
  readonly encoding: string;
}

/** @throws Fault `not_found`, `permission_denied` */
async function loadFile(file: string, options: Options, context: CommandContext): Promise<PlaylistFile> {
  const path = await findFile(file, options, context);
  try {
    return { path, content: await readFile(path, { signal: context.signal }), encoding: options.encoding };
  } catch (error) {
    throw toFault(error);
  }
}

/**
 * The services' answer to the file before they start, so that a file without anything usable is reported before a home is
 * made. Contacts no one: whether a short link leads anywhere shows later.
 * @throws Fault, see `checkPlaylistFile`
 */
async function checkFile({ path, content, encoding }: PlaylistFile, signal: AbortSignal): Promise<void> {
  const [{ checkPlaylistFile }, { playlistRecogniser }] = await Promise.all([
    import('@catalogsync/orchestrator'),
    import('@catalogsync/resolver'),
  ]);
  const recognise = async (given: readonly string[]): Promise<Recognised> => {
    const { lines, platforms } = playlistRecogniser.recognise(given);
    return { lines: lines.map((line) => ('shortLink' in line ? { shortLinkOf: line.platform } : line)), platforms };
  };
  await checkPlaylistFile({ name: path, content, encoding }, { recognise, recogniseByForm: recognise }, signal);
}

const sent = ({ path, content, encoding }: PlaylistFile) => ({ name: path, content: content.subarray(0, mostBytes), encoding });

/** A file as the services read it. */
interface AddedFile {
  readonly path: string;
  readonly named: NamedPlaylists;
  readonly read: PlaylistFileRead;
}

/** Its id comes from its path, so that an edited file changes the same pool. */
async function addFile(jobs: JobClient, file: PlaylistFile, signal: AbortSignal): Promise<AddedFile> {
  const { path } = file;
  const id = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const read = await jobs.addPlaylistFile(sent(file), signal);
  return { path, named: { id, name: basename(path), playlists: read.playlists }, read };
}

/** The path of a file in the current folder, else in INPUT_DIR of the home; the former if it is in neither. */
async function findFile(file: string, options: Options, context: CommandContext): Promise<string> {
  const here = resolve(context.surroundings.cwd, file);
  if (existsSync(here) || isAbsolute(file)) return here;
  const home = await readHome(options.home, context.surroundings);
  const there = resolve(readHostConfig(home.environment).INPUT_DIR, file);
  return existsSync(there) ? there : here;
}

async function run(options: Options, context: CommandContext): Promise<void> {
  const file = options.playlistFile === undefined ? undefined : await loadFile(options.playlistFile, options, context);
  const beforeOpen = file && (() => checkFile(file, context.signal));
  if (options.preview === true && file === undefined) throw new Fault('invalid_argument', '--preview needs --playlist-file');
  const work = async (jobs: JobClient): Promise<void> => {
    if (options.preview === true && file !== undefined) await preview(jobs, file, context);
    else await runJob(jobs, options, file && (await addFile(jobs, file, context.signal)), context);
  };
  await withWorkingJobs(options.home, context, work, beforeOpen);
}

/** What a job would be limited to. */
async function preview(jobs: JobClient, file: PlaylistFile, context: CommandContext): Promise<void> {
  const read = await jobs.readPlaylistFile(sent(file), context.signal);
  const report = playlistFileReport(file.path, read, undefined);
  printResult(context, { playlistFile: report }, () => playlistReportLines(report));
}

async function runJob(jobs: JobClient, options: Options, file: AddedFile | undefined, context: CommandContext): Promise<void> {
  const { template, sources, downloadSources } = options;
  if (file !== undefined && file.named.playlists.length === 0) throw nothingLeft(file);
  const jobId = await jobs.create({ template, sources, downloadSources, file: file?.named }, context.signal);
  const leftOut = await jobs.leftOut(jobId, context.signal);
  if (!context.settings.json) for (const sentence of leftOut) context.output.note(printable(sentence));
  const outcome = await followJob(jobs, jobId, context);
  const report = file && playlistFileReport(file.path, file.read, await jobs.reportPlaylists(jobId, context.signal));
  const news = await newsOf(jobs, jobId, context.signal);
  if (context.settings.json)
    context.output.json({ ...outcome, news, leftOut, playlistFile: report, catalogue: await jobs.summary(context.signal) });
  else {
    for (const notice of outcome.notices) context.output.note(`  ! ${printable(notice)}`);
    printNews(news, context.output);
  }
  if (report !== undefined && !context.settings.json) for (const line of playlistReportLines(report)) context.output.line(line);
  if (outcome.state !== 'completed' && outcome.state !== 'completed_with_errors') {
    throw new Fault('failed_precondition', `job ${jobId} is ${outcome.state}${outcome.lastError === '' ? '' : `: ${outcome.lastError}`}`);
  }
  if (!context.settings.json) context.output.line(`job ${jobId} is ${outcome.state.replaceAll('_', ' ')}`);
  if (report !== undefined && allFailed(report)) throw new Fault('failed_precondition', `no playlist of ${report.name} could be used`);
}

/** Only short links were left, and none leads to a playlist. */
function nothingLeft({ path, read: { entries } }: AddedFile): Fault {
  const [first] = entries.filter(({ reason }) => reason !== '');
  return new Fault('invalid_argument', first === undefined ? `${path} names no playlist` : `${path}, line ${first.line}: ${first.reason}`);
}

/** `run [--playlist-file F] [--template T] [--sources a,b] [--download-sources a,b]` (behaviours 138 to 140) */
export function addRun(program: Command, context: CommandContext): void {
  homeCommand(program, 'run', 'run one job and show its progress; uses the running instance of the home, or starts what it needs')
    .option(
      '--template <name>',
      'full, collect, sync, sync+download, download, upload, download+upload, publish, library, scan or lyrics',
      'full',
    )
    .option('--sources <names>', 'sources to use, separated by commas (default: all)', commaSeparated, [])
    .option('--download-sources <names>', 'sources to download from, in this order (default: as configured)', commaSeparated, [])
    .option(
      '--playlist-file <file>',
      'only the playlists in this file: an export of another program, or lines with addresses, platform,id or songs; nothing is collected',
    )
    .option('--encoding <name>', 'encoding of the playlist file, such as shift_jis (default: its bytes tell)', '')
    .option('--preview', 'only show what the playlist file was read as, line by line; nothing is stored and no job runs')
    .action((options: Options) => run(options, context));
}
