import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { JobClient, NamedPlaylists } from '../clients/job-client.js';
import { readHome } from '../home/home-folder.js';
import { readHostConfig } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { printable } from '../report/output.js';
import { commaSeparated, type HomeOptions, homeCommand } from './options.js';
import { withWorkingJobs } from './with-client.js';

/** Larger than any allowed playlist file; such a file is still refused by the service, and fits in one message. */
const mostBytes = 3 * 1024 * 1024;

interface Options extends HomeOptions {
  readonly template: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly playlistFile?: string;
}

/** A playlist file, not yet read. */
interface PlaylistFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** @throws Fault `not_found`, `permission_denied` */
async function loadFile(file: string, options: Options, context: CommandContext): Promise<PlaylistFile> {
  const path = await findFile(file, options, context);
  try {
    return { path, content: await readFile(path, { signal: context.signal }) };
  } catch (error) {
    throw toFault(error);
  }
}

/**
 * The services' answer to the file before they start, so that an error in it is reported before a home is made.
 * @throws Fault, see `readPlaylistFile`
 */
async function checkFile({ path, content }: PlaylistFile, signal: AbortSignal): Promise<void> {
  const [{ readPlaylistFile }, { playlistRecogniser }] = await Promise.all([
    import('@catalogsync/orchestrator'),
    import('@catalogsync/resolver'),
  ]);
  await readPlaylistFile({ name: path, content }, { recognise: async (lines) => playlistRecogniser.recognise(lines) }, signal);
}

/** Its id comes from its path, so that an edited file changes the same pool. */
async function readPlaylists(jobs: JobClient, { path, content }: PlaylistFile, signal: AbortSignal): Promise<NamedPlaylists> {
  const id = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return { id, name: basename(path), playlists: await jobs.readPlaylists(path, content.subarray(0, mostBytes), signal) };
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
  const work = async (jobs: JobClient): Promise<void> => {
    const playlists = file && (await readPlaylists(jobs, file, context.signal));
    await runJob(jobs, options, playlists, context);
  };
  await withWorkingJobs(options.home, context, work, beforeOpen);
}

async function runJob(jobs: JobClient, options: Options, file: NamedPlaylists | undefined, context: CommandContext): Promise<void> {
  const { template, sources, downloadSources } = options;
  const jobId = await jobs.create({ template, sources, downloadSources, file }, context.signal);
  const leftOut = await jobs.leftOut(jobId, context.signal);
  if (!context.settings.json) for (const sentence of leftOut) context.output.note(printable(sentence));
  const outcome = await followJob(jobs, jobId, context);
  if (context.settings.json) context.output.json({ ...outcome, leftOut, catalogue: await jobs.summary(context.signal) });
  else for (const notice of outcome.notices) context.output.note(`  ! ${printable(notice)}`);
  if (outcome.state !== 'completed' && outcome.state !== 'completed_with_errors') {
    throw new Fault('failed_precondition', `job ${jobId} is ${outcome.state}${outcome.lastError === '' ? '' : `: ${outcome.lastError}`}`);
  }
  if (!context.settings.json) context.output.line(`job ${jobId} is ${outcome.state.replaceAll('_', ' ')}`);
}

/** `run [--playlist-file F] [--template T] [--sources a,b] [--download-sources a,b]` (behaviours 138 to 140) */
export function addRun(program: Command, context: CommandContext): void {
  homeCommand(program, 'run', 'run one job and show its progress; uses the running instance of the home, or starts what it needs')
    .option(
      '--template <name>',
      'full, collect, sync, sync+download, download, upload, download+upload, publish, library or lyrics',
      'full',
    )
    .option('--sources <names>', 'sources to use, separated by commas (default: all)', commaSeparated, [])
    .option('--download-sources <names>', 'sources to download from, in this order (default: as configured)', commaSeparated, [])
    .option('--playlist-file <file>', 'only the playlists in this file, one per line: an address, or platform,id; nothing is collected')
    .action((options: Options) => run(options, context));
}
