import { networkInterfaces } from 'node:os';
import { delimiter, join } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { makeFolder, type ServiceName, writeAtomically } from '@catalogsync/runtime';
import { type Command, Option } from 'commander';
import type { Job, JobClient } from '../clients/job-client.js';
import { throughRestarts } from '../clients/through-restarts.js';
import type { HostConfig } from '../home/host-keys.js';
import { checkLibraryFolders } from '../home/library-folders.js';
import type { OpenHome } from '../host/open-home.js';
import { startOrder } from '../host/services.js';
import { type Served, untilServed } from '../host/until-served.js';
import { type Address, bannerLines, reachable } from '../report/banner.js';
import type { CommandContext } from '../report/command-context.js';
import { counted } from '../report/counted.js';
import { failureLine } from '../report/failure.js';
import { followJob, printNotices } from '../report/follow-job.js';
import { newsOf, printNews } from '../report/job-news.js';
import { pauseText } from '../report/job-progress.js';
import { fromOtherMachines, networkHosts } from '../report/network-addresses.js';
import { showFirstLogin } from './first-login.js';
import { followScans } from './follow-scans.js';
import { collect, type HomeOptions, homeCommand } from './options.js';

interface Options extends HomeOptions {
  readonly library: readonly string[];
  readonly demo?: true;
  readonly keep?: true;
}

const httpOf = (open: OpenHome, name: ServiceName): string => reachable(open.host.addressesOf(name).http ?? 'http://127.0.0.1');

function printBanner(open: OpenHome, version: string, context: CommandContext): void {
  const api = httpOf(open, 'public-api');
  const addresses = [
    { title: 'Public API', url: api },
    { title: 'API docs', url: `${api}/docs` },
    { title: 'Console', url: httpOf(open, 'orchestrator') },
    { title: 'Publication', url: httpOf(open, 'snapshot') },
    { title: 'Origin', url: httpOf(open, 'origin') },
  ];
  for (const line of bannerLines(version, addresses, elsewhere(open))) context.output.line(line);
  context.output.line(`  Home: ${open.home.root}. Ctrl-C stops it.`);
  context.output.line();
}

/** What somebody in the home network opens. */
function elsewhere(open: OpenHome): Address[] {
  const hosts = networkHosts(networkInterfaces());
  const at = (title: string, name: ServiceName): Address[] =>
    fromOtherMachines(open.host.addressesOf(name).http ?? 'http://127.0.0.1', hosts).map((url) => ({ title, url }));
  return [...at('Public API', 'public-api'), ...at('Console', 'orchestrator')];
}

const countsOf = ({ tracks, playlists, artists }: Served): string =>
  [counted(tracks, 'track'), counted(playlists, 'playlist'), counted(artists, 'artist')].join(', ');

/** The current publication and what is in it, as the public API counts; undefined if nothing is published. */
async function published(open: OpenHome, context: CommandContext): Promise<(Served & { readonly snapshotId: string }) | undefined> {
  const { PublicationClient } = await import('../clients/publication-client.js');
  const client = new PublicationClient(open.callAddress('snapshot'));
  try {
    const current = (await client.list(context.signal)).snapshots.find((snapshot) => snapshot.current);
    return (
      current && {
        snapshotId: current.snapshotId,
        tracks: current.trackCount,
        playlists: current.playlistCount,
        artists: current.artistCount,
      }
    );
  } finally {
    client.close();
  }
}

/** After the job, a follower needs a moment to adopt its publication; if it takes longer, /readyz says why. */
const adoptMs = 10_000;

/**
 * Scans, registers and publishes once, and prints the outcome; what is served is printed as soon as it is, however long the
 * job takes. After a failure the last publication is still served.
 */
async function runFirstJob(open: OpenHome, sources: readonly string[], context: CommandContext): Promise<void> {
  const { JobClient } = await import('../clients/job-client.js');
  const jobs = new JobClient(open.callAddress('orchestrator'));
  const address = httpOf(open, 'public-api');
  const waiting = new AbortController();
  const served = untilServed(address, AbortSignal.any([context.signal, waiting.signal]));
  const aside = served.then((counts) => counts && `Serving: ${countsOf(counts)} at ${address}`);
  try {
    const jobId = await openJob(jobs, sources, context);
    if (jobId !== undefined) await follow(open, jobs, { jobId, aside }, context);
    const current = await published(open, context);
    // An earlier one may have been served long since.
    if (current !== undefined)
      await untilServed(address, AbortSignal.any([context.signal, AbortSignal.timeout(adoptMs)]), current.snapshotId);
    context.output.line(`Catalogue: ${countsOf(current ?? (await jobs.summary(context.signal)))} at ${address}`);
  } catch (error) {
    if (context.signal.aborted && toFault(error).code === 'canceled') return;
    context.output.note(failureLine(error));
  } finally {
    waiting.abort();
    jobs.close();
  }
}

/** Jobs that earlier runs left open are among the newest. */
const newestJobs = 50;

/** Versions before the job engine left paused jobs without a cause; ignore them. */
const isOpen = ({ status, pausedBy }: Job): boolean =>
  ['queued', 'running', 'pause_requested'].includes(status) || (status === 'paused' && pausedBy !== '');

/**
 * The full job to follow: one that an earlier run left and that continues now, else a new one. None if one is
 * paused: a second job would do the very work that was paused.
 */
async function openJob(jobs: JobClient, sources: readonly string[], context: CommandContext): Promise<number | undefined> {
  const newest = await jobs.list(newestJobs, context.signal);
  const left = newest.find((job) => job.template === 'full' && isOpen(job));
  if (left === undefined) return jobs.create({ template: 'full', sources }, context.signal);
  if (left.status === 'paused') {
    context.output.note(pauseText(left));
    return undefined;
  }
  context.output.line(`Continuing job ${left.id}.`);
  return left.id;
}

async function follow(
  open: OpenHome,
  jobs: JobClient,
  { jobId, aside }: { readonly jobId: number; readonly aside: Promise<string | undefined> },
  context: CommandContext,
): Promise<void> {
  const { notices, state, lastError } = await followJob(
    { watch: (id, signal) => throughRestarts(() => jobs.watch(id, signal), context) },
    jobId,
    context,
    aside,
  );
  await printNotices(notices, context, (text) => keepNotices(open, jobId, text));
  printNews(await newsOf(jobs, jobId, context.signal), context.output);
  if (state === 'failed') context.output.note(`catalogsync: job ${jobId} failed: ${lastError}`);
}

async function keepNotices(open: OpenHome, jobId: number, text: string): Promise<string> {
  const folder = join(open.home.root, 'logs');
  await makeFolder(folder, 0o700);
  const file = join(folder, `job-${jobId}.txt`);
  await writeAtomically(file, text, 0o600);
  return file;
}

/** What `up` serves: a home, with settings of this run and settings to remember. */
interface Serving {
  readonly home: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly remember: Readonly<Record<string, string>>;
  /** Whose lists the first job downloads; none means those that somebody chose. */
  readonly sources?: readonly string[];
  /** Printed below the addresses, and once the first job is over. */
  readonly introduction?: readonly string[];
  readonly farewell?: (api: string) => readonly string[];
}

async function serve(
  { home, settings, remember, sources = [], introduction = [], farewell }: Serving,
  version: string,
  context: CommandContext,
): Promise<void> {
  const { openHome } = await import('../host/open-home.js');
  const beforeStart = (config: HostConfig): Promise<void> => showFirstLogin(config.DB_PATH, context);
  const request = { home, services: startOrder, settings: { ...settings, START_RUNNER: 'true' }, remember, beforeStart };
  const open = await openHome(request, context);
  try {
    printBanner(open, version, context);
    for (const line of introduction) context.output.line(line);
    if (open.config.LIBRARY_FOLDERS.length === 0 && introduction.length === 0)
      context.output.note('No library folder is set yet. Start with: catalogsync up --library DIR');
    await runFirstJob(open, sources, context);
    for (const line of farewell?.(httpOf(open, 'public-api')) ?? []) context.output.line(line);
    await followScans(open, context, (jobId, text) => keepNotices(open, jobId, text));
  } finally {
    await open.close();
  }
  context.output.line('Stopped.');
}

async function up(options: Options, version: string, context: CommandContext): Promise<void> {
  const folders = await checkLibraryFolders(options.library, context.surroundings.cwd);
  const settings: Record<string, string> = folders.length === 0 ? {} : { LIBRARY_FOLDERS: folders.join(delimiter) };
  await serve({ home: options.home, settings, remember: settings }, version, context);
}

async function upDemo(options: Options, version: string, context: CommandContext): Promise<void> {
  // Emulators and their songs are loaded for the demo alone.
  const { startDemo } = await import('../demo/demo.js');
  const demo = await startDemo(options, context.surroundings);
  try {
    const { root: home, settings, sources, introduction, farewell } = demo;
    await serve({ home, settings, remember: {}, sources, introduction, farewell }, version, {
      ...context,
      surroundings: demo.surroundings,
    });
  } finally {
    await demo.stop();
  }
}

/** `up [--home DIR] [--library DIR …]`, `up --demo [--keep | --home DIR]` */
export function addUp(program: Command, context: CommandContext): void {
  homeCommand(program, 'up', 'run everything on this machine: scan the library, publish, serve until Ctrl-C')
    .option('--library <dir>', 'music folder; repeatable; remembered for the next start', collect, [])
    .addOption(new Option('--demo', 'show it with invented songs of emulated platforms, without accounts or network').conflicts('library'))
    .addOption(new Option('--keep', 'keep the home of the demo; otherwise it is thrown away at the end').implies({ demo: true }))
    .action((options: Options) => (options.demo === true ? upDemo : up)(options, program.version() ?? '', context));
}
