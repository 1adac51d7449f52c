import { orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

/** Words as in the tables; instants are milliseconds since 1970, 0 means not yet. */

type ItemCounts = wire.ItemCounts;

export interface JobStage {
  readonly id: number;
  readonly type: string;
  readonly status: string;
  /** All items have been added. */
  readonly planned: boolean;
  readonly counts: ItemCounts;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly lastError: string;
  readonly failures: readonly { readonly errorClass: string; readonly count: number }[];
}

export interface Job {
  readonly id: number;
  readonly template: string;
  readonly status: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly createdAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly lastError: string;
  /** `user`, `restart`, `crash_loop` or `disk_full` while it is paused; else empty. */
  readonly pausedBy: string;
  readonly pausedVolume: string;
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

/** The playlists of a file; an address is empty if the file gives an id. */
export interface NamedPlaylists {
  readonly id: string;
  readonly name: string;
  readonly playlists: readonly { readonly platform: string; readonly remoteId: string; readonly url: string }[];
}

/** Which files to find lyrics for, and how; an empty `platform` means all. */
export type LyricsOptions = Readonly<wire.LyricsOptions>;

export interface JobOrder {
  readonly template: string;
  /** None means all. */
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly file?: NamedPlaylists;
  /** Of the template `lyrics`. */
  readonly lyrics?: LyricsOptions;
}

export type CommandName = 'pause' | 'resume' | 'cancel' | 'retry' | 'force_retry';

/** What a command applies to; absent fields do not restrict it. */
export interface CommandTarget {
  readonly job?: number;
  readonly stage?: number;
  readonly item?: number;
  readonly source?: string;
  /** A class such as `source_down`. */
  readonly errorClass?: string;
}

export interface CommandOutcome {
  /** How much it changed, or would. */
  readonly affected: number;
  /** Nothing is running there: it is applied once something is. */
  readonly pending: boolean;
}

export interface ItemFilter {
  readonly job?: number;
  readonly stage?: number;
  readonly status?: string;
  readonly errorClass?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken: string;
}

const commands: Readonly<Record<CommandName, wire.CommandType>> = {
  pause: wire.CommandType.COMMAND_TYPE_PAUSE,
  resume: wire.CommandType.COMMAND_TYPE_RESUME,
  cancel: wire.CommandType.COMMAND_TYPE_CANCEL,
  retry: wire.CommandType.COMMAND_TYPE_RETRY_ITEM,
  force_retry: wire.CommandType.COMMAND_TYPE_FORCE_RETRY_ITEM,
};

type WireEnum = Readonly<Record<string, string | number>>;

/** `JOB_STATUS_PAUSE_REQUESTED` becomes `pause_requested`; 0 and unknown values of a newer service give nothing. */
function wordOf(names: WireEnum, prefix: string, number: number): string {
  const name = number === 0 ? undefined : names[number];
  return typeof name === 'string' ? name.slice(prefix.length).toLowerCase() : '';
}

function numberOf(names: WireEnum, prefix: string, word: string | undefined): number {
  return word === undefined ? 0 : Number(names[`${prefix}${word.toUpperCase()}`] ?? 0);
}

const noCounts: ItemCounts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };

function toStage(stage: wire.Stage): JobStage {
  const failures = stage.failures.map(({ errorClass, count }) => ({
    errorClass: wordOf(wire.ErrorClass, 'ERROR_CLASS_', errorClass),
    count,
  }));
  return { ...stage, status: wordOf(wire.StageStatus, 'STAGE_STATUS_', stage.status), counts: stage.counts ?? noCounts, failures };
}

function toJob(job: wire.Job | undefined): Job {
  if (job === undefined) throw new Fault('data_corrupt', 'orchestrator: the answer contains no job');
  return { ...job, status: wordOf(wire.JobStatus, 'JOB_STATUS_', job.status), stages: job.stages.map(toStage) };
}

function toItem(item: wire.Item): JobItem {
  const errorClass = wordOf(wire.ErrorClass, 'ERROR_CLASS_', item.errorClass);
  return { ...item, status: wordOf(wire.ItemStatus, 'ITEM_STATUS_', item.status), errorClass };
}

const callMs = 10_000;
/** A command over a million items is applied in many turns. */
const commandMs = 60_000;
/** A first scan of a large library may take hours; 24 days is the limit of timers. */
const watchMs = 7 * 24 * 3600 * 1000;

/** The jobs of one orchestrator. */
export class JobClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(wire.JobServiceService, { address, service: 'orchestrator' });
  }

  /** Queues a job and returns its id. */
  async create({ template, sources, downloadSources, file, lyrics }: JobOrder, signal: AbortSignal): Promise<number> {
    const playlists = [...(file?.playlists ?? [])];
    const named = { playlists, playlistFileName: file?.name ?? '', playlistFileId: file?.id ?? '' };
    const request = { template, sources: [...sources], downloadSources: [...downloadSources], ...named, lyrics };
    return (await this.rpc.createJob(request, { deadlineMs: commandMs, signal })).jobId;
  }

  /** The job as it is now, with its first notices. */
  async look(jobId: number, signal: AbortSignal): Promise<JobUpdate> {
    for await (const update of this.watch(jobId, signal)) return update;
    throw new Fault('data_corrupt', 'orchestrator: the answer contains no job');
  }

  /** Newest first; `pageSize` is 1 to 200. */
  async list(pageSize: number, pageToken: string, signal: AbortSignal): Promise<Page<Job>> {
    const { jobs, nextPageToken } = await this.rpc.listJobs({ pageSize, pageToken }, { deadlineMs: callMs, signal });
    return { items: jobs.map(toJob), nextPageToken };
  }

  /** Every change of a job until it ends. */
  async *watch(jobId: number, signal: AbortSignal): AsyncIterable<JobUpdate> {
    for await (const { job, ...rest } of this.rpc.watchJob({ jobId }, { deadlineMs: watchMs, signal })) {
      yield { job: toJob(job), ...rest };
    }
  }

  /** By ascending id; `pageSize` is 1 to 1000. */
  async items(
    { job, stage, status, errorClass }: ItemFilter,
    pageSize: number,
    pageToken: string,
    signal: AbortSignal,
  ): Promise<Page<JobItem>> {
    const words = {
      status: numberOf(wire.ItemStatus, 'ITEM_STATUS_', status),
      errorClass: numberOf(wire.ErrorClass, 'ERROR_CLASS_', errorClass),
    };
    const request = { jobId: job ?? 0, stageId: stage ?? 0, ...words, pageSize, pageToken };
    const { items, nextPageToken } = await this.rpc.listItems(request, { deadlineMs: callMs, signal });
    return { items: items.map(toItem), nextPageToken };
  }

  /** All of them, by ascending id, page by page. */
  async *allItems(filter: ItemFilter, signal: AbortSignal): AsyncIterable<JobItem> {
    for (let token = ''; ; ) {
      const page = await this.items(filter, 1000, token, signal);
      yield* page.items;
      token = page.nextPageToken;
      if (token === '') return;
    }
  }

  /** By ascending id. */
  async events(jobId: number, pageSize: number, pageToken: string, signal: AbortSignal): Promise<Page<JobEvent>> {
    const { events, nextPageToken } = await this.rpc.listEvents({ jobId, pageSize, pageToken }, { deadlineMs: callMs, signal });
    return { items: events, nextPageToken };
  }

  async holds(signal: AbortSignal): Promise<readonly Hold[]> {
    return (await this.rpc.listHolds({}, { deadlineMs: callMs, signal })).holds;
  }

  /** Gives a command and waits until it is applied, or only counts what it would affect. */
  async command(name: CommandName, target: CommandTarget, dryRun: boolean, signal: AbortSignal): Promise<CommandOutcome> {
    const { job = 0, stage = 0, item = 0, source = '' } = target;
    const errorClass = numberOf(wire.ErrorClass, 'ERROR_CLASS_', target.errorClass);
    const request = { type: commands[name], target: { jobId: job, stageId: stage, itemId: item, source, errorClass }, dryRun };
    return this.rpc.sendCommand(request, { deadlineMs: commandMs, signal });
  }

  close(): void {
    this.rpc.close();
  }
}
