import { orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { EngineStore, FailureCount, JobEngine, JobView, Stage } from '@catalogsync/job-engine';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { JobCommands } from '../../core/jobs/job-commands.js';
import type { JobStarter } from '../../core/jobs/job-starter.js';
import { parseScope } from '../../core/playlist-file/playlist-scope.js';
import {
  type StageFailures,
  toEventMessage,
  toItemMessage,
  toJobMessage,
  toLyricsOrder,
  toReference,
  toWatchMessage,
} from './job-messages.js';
import { pageTokenOf, parsePage } from './job-pages.js';
import { fromCommandType, fromTarget, itemStatusWords } from './job-words.js';

/** Tokens of what the module binds. */
export const jobStarterToken = Symbol('job starter');
export const jobCommandsToken = Symbol('job commands');
export const jobEngineToken = Symbol('job engine');
export const engineStoreToken = Symbol('engine store');

type Engine = Pick<JobEngine<unknown>, 'watch' | 'isRunning'>;
type Store = Pick<EngineStore<unknown>, 'jobView' | 'listJobs' | 'listItems' | 'failures' | 'events' | 'holds'>;

/** A caller that leaves ends only its own wait, never the work; deadlines bound the calls. */
const unhurried = (): AbortSignal => AbortSignal.timeout(60_000);

/** gRPC edge of JobService. */
@Controller()
@wire.JobServiceControllerMethods()
export class JobController implements wire.JobServiceController {
  constructor(
    @Inject(jobStarterToken) private readonly starter: JobStarter,
    @Inject(jobCommandsToken) private readonly commands: JobCommands,
    @Inject(jobEngineToken) private readonly engine: Engine,
    @Inject(engineStoreToken) private readonly store: Store,
  ) {}

  async createJob(request: wire.CreateJobRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.CreateJobResponse> {
    const { template, sources, downloadSources, playlists, playlistFileId: id, playlistFileName: name } = request;
    const scope = parseScope(playlists.map(toReference), { id, name });
    const lyrics = request.lyrics && toLyricsOrder(request.lyrics);
    const songs = request.songs.length === 0 ? undefined : request.songs;
    const backends = request.backends.length === 0 ? undefined : request.backends;
    const limits = { ...(songs === undefined ? {} : { songs }), ...(backends === undefined ? {} : { backends }) };
    const order = { template, sources, downloadSources, scope, lyrics, ...limits };
    const jobId = await this.starter.start(order, actorOf(call), unhurried());
    return { jobId, isRunning: this.engine.isRunning };
  }

  async listJobs(request: wire.ListJobsRequest): Promise<wire.ListJobsResponse> {
    const { limit, id: before } = parsePage(request, { max: 200, usual: 50 });
    const views = await this.store.listJobs({ before, limit: limit + 1 });
    const page = views.slice(0, limit);
    const failures = await this.failuresOf(
      page.flatMap(({ stages }) => stages),
      new Map(),
    );
    const jobs = page.map((view) => toJobMessage(view, failures));
    return { jobs, nextPageToken: pageTokenOf(views.length > limit ? page.at(-1)?.job.id : undefined) };
  }

  watchJob({ jobId }: wire.WatchJobRequest): Observable<wire.WatchJobResponse> {
    return streamOf((signal) => this.snapshots(jobId, signal));
  }

  async listItems(request: wire.ListItemsRequest): Promise<wire.ListItemsResponse> {
    const { limit, id: after = 0 } = parsePage(request, { max: 1000, usual: 100 });
    const { jobId, stageId, errorClass } = fromTarget({ ...request, itemId: 0, source: '' });
    if (jobId !== undefined) await this.viewOf(jobId);
    const status = itemStatusWords.given(request.status, 'status of items');
    const { items, next } = await this.store.listItems({ jobId, stageId, status, errorClass, after, limit });
    return { items: items.map(toItemMessage), nextPageToken: pageTokenOf(next) };
  }

  async listEvents(request: wire.ListEventsRequest): Promise<wire.ListEventsResponse> {
    const { limit, id: after = 0 } = parsePage(request, { max: 1000, usual: 200 });
    await this.viewOf(request.jobId);
    const events = await this.store.events(request.jobId, { after, limit: limit + 1 });
    const page = events.slice(0, limit);
    return { events: page.map(toEventMessage), nextPageToken: pageTokenOf(events.length > limit ? page.at(-1)?.id : undefined) };
  }

  async sendCommand(
    { type, target, dryRun }: wire.SendCommandRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.SendCommandResponse> {
    const [command, aim] = [fromCommandType(type), target === undefined ? {} : fromTarget(target)];
    if (dryRun) return this.commands.count(command, aim, unhurried());
    return this.commands.send(command, aim, actorOf(call), unhurried());
  }

  async listHolds(): Promise<wire.ListHoldsResponse> {
    return { holds: await this.store.holds() };
  }

  private async *snapshots(jobId: number, signal: AbortSignal): AsyncIterable<wire.WatchJobResponse> {
    const known = new Map<number, CountedFailures>();
    for await (const snapshot of this.engine.watch(jobId, signal))
      yield toWatchMessage(snapshot, await this.failuresOf(snapshot.stages, known));
  }

  private async viewOf(jobId: number): Promise<JobView> {
    const view = await this.store.jobView(jobId);
    if (view === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
    return view;
  }

  /** Queries again only if the number of failures has changed. */
  private async failuresOf(stages: readonly Stage[], known: Map<number, CountedFailures>): Promise<StageFailures> {
    const stale = stages.filter(({ id, counts }) => counts.failed > 0 && known.get(id)?.failed !== counts.failed);
    const found = stale.length === 0 ? [] : await this.store.failures(stale.map(({ id }) => id));
    for (const { id, counts } of stale) known.set(id, { failed: counts.failed, classes: found.filter(({ stageId }) => stageId === id) });
    return new Map(stages.filter(({ counts }) => counts.failed > 0).map(({ id }) => [id, known.get(id)?.classes ?? []]));
  }
}

interface CountedFailures {
  readonly failed: number;
  readonly classes: readonly FailureCount[];
}
