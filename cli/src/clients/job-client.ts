import { orchestratorLibraryV1, orchestratorPlaylistFilesV1, orchestratorV1, orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { clientOf, enumWords, pagesOf, required } from '@catalogsync/rpc';
import type { EndedScan, JobOrder, PlaylistFileRead, PlaylistReport, WrittenPlaylistFile } from './job-order.js';

/** Words as in the tables; instants are milliseconds since 1970, 0 means not yet. */

const { CommandType } = wire;
const jobStatuses = enumWords(wire.JobStatus, 'JOB_STATUS_');
const stageStatuses = enumWords(wire.StageStatus, 'STAGE_STATUS_');
const itemStatuses = enumWords(wire.ItemStatus, 'ITEM_STATUS_');
const errorClasses = enumWords(wire.ErrorClass, 'ERROR_CLASS_');

export interface JobStage extends Readonly<Omit<wire.Stage, 'status' | 'counts' | 'failures'>> {
  readonly status: string;
  readonly counts: wire.ItemCounts;
  readonly failures: readonly { readonly errorClass: string; readonly count: number }[];
}

export interface Job extends Readonly<Omit<wire.Job, 'status' | 'stages'>> {
  readonly status: string;
  readonly stages: readonly JobStage[];
}

export type RunningItem = Readonly<wire.RunningItem>;

/** A job at one moment; `notices` are new since the one before. */
export interface JobUpdate {
  readonly job: Job;
  readonly running: readonly RunningItem[];
  /** In their final state, new since the last one. */
  readonly justEnded: readonly RunningItem[];
  readonly notices: readonly string[];
}

export interface JobItem extends Readonly<Omit<wire.Item, 'status' | 'errorClass'>> {
  readonly status: string;
  /** Empty unless it failed. */
  readonly errorClass: string;
}

export type JobEvent = Readonly<wire.JobEvent>;
export type Hold = Readonly<wire.Hold>;

const commands = {
  pause: CommandType.COMMAND_TYPE_PAUSE,
  resume: CommandType.COMMAND_TYPE_RESUME,
  cancel: CommandType.COMMAND_TYPE_CANCEL,
  retry: CommandType.COMMAND_TYPE_RETRY_ITEM,
  force_retry: CommandType.COMMAND_TYPE_FORCE_RETRY_ITEM,
} as const;

export type CommandName = keyof typeof commands;

/** What a command applies to; absent fields do not restrict it. */
export interface CommandTarget {
  readonly job?: number;
  readonly stage?: number;
  readonly item?: number;
  readonly source?: string;
  readonly errorClass?: ReturnType<typeof errorClasses.wordOf>;
}

export interface ItemFilter extends Pick<CommandTarget, 'job' | 'stage' | 'errorClass'> {
  readonly status?: ReturnType<typeof itemStatuses.wordOf>;
}

interface ItemPage {
  readonly items: readonly JobItem[];
  readonly nextPageToken: string;
}

const noCounts: wire.ItemCounts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };

function toStage(stage: wire.Stage): JobStage {
  const failures = stage.failures.map(({ errorClass, count }) => ({ errorClass: errorClasses.wordOf(errorClass) ?? '', count }));
  return { ...stage, status: stageStatuses.wordOf(stage.status) ?? '', counts: stage.counts ?? noCounts, failures };
}

function toJob(answered: wire.Job | undefined): Job {
  const job = required(answered, 'job');
  return { ...job, status: jobStatuses.wordOf(job.status) ?? '', stages: job.stages.map(toStage) };
}

function toItem(item: wire.Item): JobItem {
  return { ...item, status: itemStatuses.wordOf(item.status) ?? '', errorClass: errorClasses.wordOf(item.errorClass) ?? '' };
}

const callMs = 10_000;
/** A command over a million items is applied in many turns. */
const commandMs = 60_000;
/** A first scan of a large library may take hours; 24 days is the limit of timers. */
const watchMs = 7 * 24 * 3600 * 1000;
/** Short links in it are followed. */
const playlistFileMs = 200_000;

const services = {
  ...wire.JobServiceService,
  ...orchestratorLibraryV1.LibraryServiceService,
  ...orchestratorPlaylistFilesV1.PlaylistFileServiceService,
  ...orchestratorV1.OrchestratorServiceService,
};

const waitsForRunner = (jobId: number): Fault =>
  new Fault('failed_precondition', `job ${jobId} waits in the queue: the orchestrator that is running here runs no jobs`, {
    hint: `It begins once you set START_RUNNER=true for that orchestrator and restart it. Or cancel it: catalogsync jobs cancel ${jobId}`,
  });

/** The jobs of one orchestrator, the playlist files it reads for them, and what is in its catalogue. */
export class JobClient extends clientOf(services, 'orchestrator') {
  /**
   * Queues a job and returns its id.
   * @throws Fault `failed_precondition` if jobs do not run there: it waits until they do
   */
  async create(
    { template, sources = [], downloadSources = [], file, lyrics, songs = [], backends = [] }: JobOrder,
    signal: AbortSignal,
  ): Promise<number> {
    const playlists = [...(file?.playlists ?? [])];
    const named = { playlists, playlistFileName: file?.name ?? '', playlistFileId: file?.id ?? '' };
    const request = {
      template,
      sources: [...sources],
      downloadSources: [...downloadSources],
      ...named,
      lyrics,
      songs: [...songs],
      backends: [...backends],
    };
    const { jobId, isRunning } = await this.rpc.createJob(request, { deadlineMs: commandMs, signal });
    if (!isRunning) throw waitsForRunner(jobId);
    return jobId;
  }

  /** Queues a scan of a library folder, of the whole library without one; or finds one that waits. Throws what `Scan` says. */
  async scan(folder: string, signal: AbortSignal): Promise<number> {
    return (await this.rpc.scan({ folder }, { deadlineMs: commandMs, signal })).jobId;
  }

  /** The scans from now on that were started because something changed, as they end. */
  scans(signal: AbortSignal): AsyncIterable<EndedScan> {
    return this.rpc.watchScans({}, { deadlineMs: watchMs, signal });
  }

  /** The job as it is now, with its first notices. */
  async look(jobId: number, signal: AbortSignal): Promise<JobUpdate> {
    for await (const update of this.watch(jobId, signal)) return update;
    throw new Fault('data_corrupt', 'the answer contains no job');
  }

  /** Newest first; `pageSize` is 1 to 200. */
  async list(pageSize: number, signal: AbortSignal): Promise<readonly Job[]> {
    return (await this.rpc.listJobs({ pageSize, pageToken: '' }, { deadlineMs: callMs, signal })).jobs.map(toJob);
  }

  /** Every change of a job until it ends. */
  async *watch(jobId: number, signal: AbortSignal): AsyncIterable<JobUpdate> {
    for await (const { job, ...rest } of this.rpc.watchJob({ jobId }, { deadlineMs: watchMs, signal })) {
      yield { job: toJob(job), ...rest };
    }
  }

  /** By ascending id; `pageSize` is 1 to 1000. */
  async items(filter: ItemFilter, pageSize: number, pageToken: string, signal: AbortSignal): Promise<ItemPage> {
    const { job: jobId = 0, stage: stageId = 0 } = filter;
    const words = { status: itemStatuses.numberOf(filter.status), errorClass: errorClasses.numberOf(filter.errorClass) };
    const request = { jobId, stageId, ...words, pageSize, pageToken };
    const { items, nextPageToken } = await this.rpc.listItems(request, { deadlineMs: callMs, signal });
    return { items: items.map(toItem), nextPageToken };
  }

  /** All of them, by ascending id, page by page. */
  async *allItems(filter: ItemFilter, signal: AbortSignal): AsyncIterable<JobItem> {
    for await (const { items } of pagesOf((token) => this.items(filter, 1000, token, signal))) yield* items;
  }

  /** The first ones, by ascending id; `pageSize` is 1 to 1000. */
  async events(jobId: number, pageSize: number, signal: AbortSignal): Promise<readonly JobEvent[]> {
    return (await this.rpc.listEvents({ jobId, pageSize, pageToken: '' }, { deadlineMs: callMs, signal })).events;
  }

  /** All of them, by ascending id, page by page. */
  async *allEvents(jobId: number, signal: AbortSignal): AsyncIterable<JobEvent> {
    const page = (pageToken: string) => this.rpc.listEvents({ jobId, pageSize: 1000, pageToken }, { deadlineMs: callMs, signal });
    for await (const { events } of pagesOf(page)) yield* events;
  }

  /** Why stages of its template are not part of the job, one sentence each. */
  async leftOut(jobId: number, signal: AbortSignal): Promise<readonly string[]> {
    // They come with the job's creation, before anything else happens to it.
    return (await this.events(jobId, 20, signal)).flatMap(({ type, message }) => (type === 'stage_left_out' ? [message] : []));
  }

  async holds(signal: AbortSignal): Promise<readonly Hold[]> {
    return (await this.rpc.listHolds({}, { deadlineMs: callMs, signal })).holds;
  }

  /** Gives a command and waits until it is applied, or only counts what it would affect. */
  async command(name: CommandName, target: CommandTarget, dryRun: boolean, signal: AbortSignal): Promise<wire.SendCommandResponse> {
    const { job: jobId = 0, stage: stageId = 0, item: itemId = 0, source = '' } = target;
    const errorClass = errorClasses.numberOf(target.errorClass);
    const request = { type: commands[name], target: { jobId, stageId, itemId, source, errorClass }, dryRun };
    return this.rpc.sendCommand(request, { deadlineMs: commandMs, signal });
  }

  /** Reads a playlist file; changes nothing. */
  async readPlaylistFile(file: WrittenPlaylistFile, signal: AbortSignal): Promise<PlaylistFileRead> {
    return this.rpc.readPlaylistFile(file, { deadlineMs: playlistFileMs, signal });
  }

  /** Reads a playlist file, and stores the songs in it. */
  async addPlaylistFile(file: WrittenPlaylistFile, signal: AbortSignal): Promise<PlaylistFileRead> {
    return this.rpc.addPlaylistFile(file, { deadlineMs: playlistFileMs, signal });
  }

  /** What a job made of the playlists that it was limited to. */
  async reportPlaylists(jobId: number, signal: AbortSignal): Promise<readonly PlaylistReport[]> {
    return (await this.rpc.reportPlaylists({ jobId }, { deadlineMs: commandMs, signal })).playlists;
  }

  /** What is in the catalogue. */
  async summary(signal: AbortSignal): Promise<orchestratorV1.GetCatalogSummaryResponse> {
    return this.rpc.getCatalogSummary({}, { deadlineMs: callMs, signal });
  }
}
