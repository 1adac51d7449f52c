import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorJobsV1, orchestratorV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import type { RpcServer } from '@catalogsync/rpc/testing';
import { type Clock, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import Connection from 'better-sqlite3';
import { service } from '../src/main.js';
import { albums, FakeLibrary, FakePublication, newest, startFakeResolver, startFakeSnapshot } from './fake-peers.js';

/**
 * One orchestrator per test over in-memory peers. Importing this registers the hooks, which set the
 * variables before each test.
 */
export const Status = orchestratorJobsV1.JobStatus;
export const StageStatus = orchestratorJobsV1.StageStatus;
const jobsWire = orchestratorJobsV1.JobServiceService;
const wire = orchestratorV1.OrchestratorServiceService;

export let sockets: string;
let resolver: RpcServer;
let snapshot: RpcServer;
export let library: FakeLibrary;
export let publication: FakePublication;
const peers = { library: new FakeLibrary(), publication: new FakePublication() };

beforeAll(async () => {
  sockets = mkdtempSync(join(tmpdir(), 'peers-'));
  resolver = await startFakeResolver(`unix:${join(sockets, 'r.sock')}`, peers.library);
  snapshot = await startFakeSnapshot(`unix:${join(sockets, 's.sock')}`, peers.publication);
});
afterAll(async () => {
  await Promise.all([resolver.stop(), snapshot.stop()]);
  rmSync(sockets, { recursive: true, force: true });
});

export let home: string;
export let db: string;
export let running: RunningService | undefined;
export let client: RpcClient<typeof wire>;
export let jobs: RpcClient<typeof jobsWire>;
let clock: Clock = systemClock;
/** Lets minutes pass in seconds: the clock of the next service runs `times` faster. */
export const hurry = (times: number): void => {
  const began = Date.now();
  clock = { now: () => began + (Date.now() - began) * times };
};

const environment = () => ({
  ROOT_DIR: home,
  RESOLVER_RPC: `unix:${join(sockets, 'r.sock')}`,
  SNAPSHOT_RPC: `unix:${join(sockets, 's.sock')}`,
  WEB_HOST: '127.0.0.1',
  WEB_PORT: '0',
  START_RUNNER: 'true',
});
export const start = async (more: Record<string, string> = {}): Promise<RunningService> => {
  const config = service.configure({ ...environment(), ...more });
  running = await service.start(config, { log: silentLogger(), clock });
  const options = { address: running.addresses.grpc, service: 'orchestrator' };
  client = createRpcClient(wire, options);
  jobs = createRpcClient(jobsWire, options);
  return running;
};
export const stop = async (): Promise<void> => {
  client?.close();
  jobs?.close();
  await running?.stop();
  running = undefined;
};
/** A job as tests read it: words instead of numbers. */
export interface Followed {
  readonly status: orchestratorJobsV1.JobStatus;
  readonly lastError: string;
  readonly stages: readonly {
    readonly type: string;
    readonly status: string;
    readonly counts: orchestratorJobsV1.ItemCounts | undefined;
  }[];
}
const followed = (job: orchestratorJobsV1.Job): Followed => ({
  status: job.status,
  lastError: job.lastError,
  stages: job.stages.map(({ type, status, counts }) => ({
    type,
    status: String(StageStatus[status]).slice('STAGE_STATUS_'.length).toLowerCase(),
    counts,
  })),
});
export const follow = async (jobId: number, until: (state: orchestratorJobsV1.WatchJobResponse) => boolean = () => false) => {
  const seen: orchestratorJobsV1.WatchJobResponse[] = [];
  for await (const state of jobs.watchJob({ jobId }, { deadlineMs: 30_000 })) {
    seen.push(state);
    if (until(state)) break;
  }
  return { seen, last: followed(seen.at(-1)!.job!), notices: seen.flatMap((state) => state.notices) };
};
type JobOrder = orchestratorJobsV1.CreateJobRequest;
/** A request for a whole template, except for what is given. */
export const jobRequest = (template: string, more: Partial<JobOrder> = {}): JobOrder => ({
  template,
  sources: [],
  downloadSources: [],
  playlists: [],
  playlistFileName: '',
  playlistFileId: '',
  lyrics: undefined,
  songs: [],
  backends: [],
  ...more,
});
export const createJob = async (template = 'full', more: Partial<JobOrder> = {}): Promise<number> =>
  (await jobs.createJob(jobRequest(template, more), { deadlineMs: 20_000 })).jobId;
export const runJob = async (template = 'full', sources: string[] = [], more: Partial<JobOrder> = {}) =>
  follow(await createJob(template, { sources, ...more }));
export const runWell = async (): Promise<void> => {
  expect((await runJob()).last).toMatchObject({ status: Status.JOB_STATUS_COMPLETED, lastError: '' });
};
export const ask = <Row = Record<string, unknown>>(sql: string): Row[] => {
  const connection = new Connection(db, { readonly: true });
  const rows = connection.prepare(sql).all() as Row[];
  connection.close();
  return rows;
};

export const jay = { id: 't1', name: '七里香', artists: ['周杰伦'], album: '七里香' };
export const lara = { id: 't2', name: '珊瑚海', artists: ['周杰伦', '梁心颐'], album: '十一月的萧邦' };
export const nina = { id: 't3', name: 'Feeling Good', artists: ['Nina Simone'] };
export const threeAlbums = () => [
  { remoteId: 'a1', name: '七里香', version: '1', pools: [albums], tracks: [jay, lara, jay] },
  { remoteId: 'a2', name: 'I Put a Spell on You', version: '1', pools: [albums], tracks: [nina] },
  { remoteId: 'newest', name: 'Recently added', version: '1', pools: [newest], tracks: [nina, lara, jay] },
];

beforeEach(() => {
  clock = systemClock;
  home = mkdtempSync(join(tmpdir(), 'orchestrator-'));
  db = join(home, 'catalogsync.db');
  library = Object.assign(peers.library, new FakeLibrary(), { albums: threeAlbums() });
  for (const kept of [library.broken, library.hanging, library.endless, library.garbage]) kept.clear();
  library.trackReads.length = 0;
  publication = Object.assign(peers.publication, new FakePublication());
});
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

type Command = orchestratorJobsV1.SendCommandRequest['type'];
type Target = orchestratorJobsV1.CommandTarget;
/** Sends a command and waits for its outcome. */
export const command = (type: Command, target: Partial<Target>, dryRun = false) => {
  const whole = { jobId: 0, stageId: 0, itemId: 0, source: '', errorClass: 0, ...target };
  return jobs.sendCommand({ type, target: whole, dryRun }, { deadlineMs: 20_000 });
};
type ItemQuery = Partial<orchestratorJobsV1.ListItemsRequest>;
export const itemsOf = (query: ItemQuery) =>
  jobs.listItems({ jobId: 0, stageId: 0, status: 0, errorClass: 0, pageSize: 0, pageToken: '', ...query }, { deadlineMs: 60_000 });
/** Stops the resolver, which comes back with what it had. */
export const stopResolver = (): Promise<void> => resolver.stop();
export const startResolver = async (): Promise<void> => {
  resolver = await startFakeResolver(`unix:${join(sockets, 'r.sock')}`, peers.library);
};
