import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient, type RpcServer } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import Connection from 'better-sqlite3';
import { service } from '../src/main.js';
import { albums, FakeLibrary, FakePublication, newest, startFakeResolver, startFakeSnapshot } from './fake-peers.js';

/**
 * One orchestrator per test over peers that answer from memory; importing this registers the hooks.
 * The variables are set before each test.
 */
export const Status = orchestratorV1.JobStatus;
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

const environment = () => ({
  ROOT_DIR: home,
  RESOLVER_RPC: `unix:${join(sockets, 'r.sock')}`,
  SNAPSHOT_RPC: `unix:${join(sockets, 's.sock')}`,
  WEB_HOST: '127.0.0.1',
  WEB_PORT: '0',
});
export const start = async (more: Record<string, string> = {}): Promise<RunningService> => {
  const config = service.configure({ ...environment(), ...more });
  running = await service.start(config, { log: silentLogger(), clock: systemClock });
  client = createRpcClient(wire, { address: running.addresses.grpc, service: 'orchestrator' });
  return running;
};
const stop = async (): Promise<void> => {
  client?.close();
  await running?.stop();
  running = undefined;
};
export const follow = async (jobId: number) => {
  const seen: orchestratorV1.WatchJobResponse[] = [];
  for await (const state of client.watchJob({ jobId }, { deadlineMs: 20_000 })) seen.push(state);
  return { seen, last: seen.at(-1)!, notices: seen.flatMap((state) => state.notices) };
};
/** A request for everything of a template, but for what is given. */
export const jobRequest = (template: string, more: Partial<orchestratorV1.StartJobRequest> = {}): orchestratorV1.StartJobRequest => ({
  template,
  sources: [],
  playlists: [],
  playlistFileName: '',
  playlistFileId: '',
  ...more,
});
export const runJob = async (template = 'full', sources: string[] = [], more: Partial<orchestratorV1.StartJobRequest> = {}) => {
  const { jobId } = await client.startJob(jobRequest(template, { sources, ...more }), { deadlineMs: 5000 });
  return follow(jobId);
};
export const runWell = async (): Promise<void> => {
  expect((await runJob()).last.lastError).toBe('');
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
  home = mkdtempSync(join(tmpdir(), 'orchestrator-'));
  db = join(home, 'catalogsync.db');
  library = Object.assign(peers.library, new FakeLibrary(), { albums: threeAlbums() });
  library.broken.clear();
  library.trackReads.length = 0;
  publication = Object.assign(peers.publication, new FakePublication());
});
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});
