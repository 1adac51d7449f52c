import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Audit } from '@catalogsync/audit';
import { AllowedHosts, HttpServer } from '@catalogsync/http';
import { JobEngine, type NewItem } from '@catalogsync/job-engine';
import { executor, type Notes, type Plan } from '@catalogsync/job-engine/testing';
import type { RpcServer } from '@catalogsync/rpc/testing';
import { type Clock, silentLogger, systemClock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { until } from '@catalogsync/testkit';
import { Argon2Hasher } from '../src/adapters/argon2/argon2-hasher.js';
import { CronerPatterns } from '../src/adapters/cron/croner-patterns.js';
import { IntlTimeZones } from '../src/adapters/cron/intl-time-zones.js';
import { systemPacing } from '../src/adapters/engine-surroundings/system-pacing.js';
import { StageMetrics } from '../src/adapters/engine-surroundings/watched-executor.js';
import { QuarantinedFiles } from '../src/adapters/resolver/quarantined-files.js';
import { TendedSources } from '../src/adapters/resolver/tended-sources.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteEngineStore } from '../src/adapters/sqlite/engine-store/sqlite-engine-store.js';
import { SqliteConsoleUserStore } from '../src/adapters/sqlite/stores/console-user-store.js';
import { SqliteFollowingStore } from '../src/adapters/sqlite/stores/following-store.js';
import { SqliteLeftOvers } from '../src/adapters/sqlite/stores/left-over-store.js';
import { SqlitePlaylistHistory } from '../src/adapters/sqlite/stores/playlist-history.js';
import { SqliteScheduleStore } from '../src/adapters/sqlite/stores/schedule-store.js';
import { bindAudit } from '../src/audit.binding.js';
import { httpLimits, readOrchestratorConfig } from '../src/config.js';
import { bindConfiguration } from '../src/configuration.binding.js';
import { bindConsole, type ConsoleTuning } from '../src/console.binding.js';
import type { ConsolePeers } from '../src/console-peers.binding.js';
import { AuditOfAll } from '../src/core/console/audit-of-all.js';
import { Installation } from '../src/core/console/installation.js';
import type { Role } from '../src/core/console/roles.js';
import { FollowLists } from '../src/core/following/follow-lists.js';
import { JobCommands } from '../src/core/jobs/job-commands.js';
import { JobStarter } from '../src/core/jobs/job-starter.js';
import { ScanFolder } from '../src/core/library/scan-folder.js';
import { Mirrors } from '../src/core/media-server/mirrors.js';
import { ScheduleBook } from '../src/core/schedules/schedule-book.js';
import { PurgeLibrary } from '../src/core/upkeep/purge-library.js';
import { mirroring, mirrorQuestions, mirrorWriter } from '../src/media-server.binding.js';
import { orchestratorMetrics } from '../src/metrics.binding.js';
import { bindVolumes } from '../src/volumes.binding.js';
import { FakeLibrary, startFakeResolver } from './fake-peers.js';
import { FakeSongSources } from './fake-song-sources.js';
import { FakeSources } from './fake-source-services.js';
import { MemoryLibraryDesk, MemoryServerDesk, MemorySnapshotShelf } from './memory/memory-peers.js';

/**
 * The console over a real database and a real engine, on loopback. Tests provide only what the stages do.
 */

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test checks what it reads from an answer.
  readonly json: any;
}

export interface Login {
  readonly cookie: string;
  readonly csrf: string;
  readonly password: string;
  readonly username: string;
}

/** Items of a stage, as planned. */
export const songs = (count: number, source = 'qq'): NewItem[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'song', key: `song:${index + 1}`, source }));

/** When users of tests were added. */
const userSince = Date.parse('2026-11-21T00:00:00Z');
const sourceNames = ['qq', 'kuwo'];

interface ConsoleWorldParts {
  readonly folder: string;
  readonly database: Database;
  readonly engine: JobEngine<Notes>;
  readonly server: HttpServer;
  readonly feed: { readonly isReading: boolean; close(): Promise<void> };
  readonly record: { flush(): Promise<void> };
  readonly resolver: FakeResolver;
  readonly others: Others;
  readonly songSources: FakeSongSources;
  readonly search: { catchUp(): Promise<void>; stop(): Promise<void> };
}

/** A resolver over real gRPC, and the clients that the console asks it with. */
interface FakeResolver {
  /** What it knows; tests change it. */
  readonly known: FakeSources;
  readonly server: RpcServer;
  readonly sources: TendedSources;
  readonly quarantine: QuarantinedFiles;
}

async function fakeResolver(folder: string): Promise<FakeResolver> {
  const address = `unix:${join(folder, 'resolver.sock')}`;
  const known = new FakeSources();
  const server = await startFakeResolver(address, new FakeLibrary(), known);
  return { known, server, sources: new TendedSources(address), quarantine: new QuarantinedFiles(address) };
}

/** The other services, in memory. */
interface Others {
  readonly library: MemoryLibraryDesk;
  readonly snapshots: MemorySnapshotShelf;
  readonly mediaServer: MemoryServerDesk;
}

const mirrorConfig = { MIRROR_PLAYLISTS: 'chosen', MIRROR_MODE: 'reconcile' } as const;

/** What the console asks of other services, over these; a library of which nothing is left over. */
function consolePeersOver(others: Others, { database, audit, clock }: { database: Database; audit: Audit; clock: Clock }): ConsolePeers {
  const mirrored = mirrorQuestions(mirrorConfig, database);
  const parts = { questions: mirrored, writer: mirrorWriter(database), audit, now: () => clock.now() };
  const mirrors = new Mirrors({ ...parts, mirroring: mirroring(mirrorConfig, { clock }, database, others.mediaServer) });
  const memory = { forgotten: async (ids: readonly string[]) => ids, purge: async () => 4 };
  const purge = new PurgeLibrary({ store: new SqliteLeftOvers(database), memory, audit });
  return { ...others, mirrors, mirrored, purge, mirrorMode: 'reconcile', downloads: '/music' };
}

export class ConsoleWorld {
  readonly folder: string;
  readonly database: Database;
  readonly engine: JobEngine<Notes>;
  readonly server: HttpServer;
  readonly resolver: FakeResolver;
  readonly others: Others;
  readonly songSources: FakeSongSources;

  private constructor(
    private readonly parts: ConsoleWorldParts,
    readonly base: string,
    private readonly time: { offset: number },
  ) {
    this.folder = parts.folder;
    this.database = parts.database;
    this.engine = parts.engine;
    this.server = parts.server;
    this.resolver = parts.resolver;
    this.others = parts.others;
    this.songSources = parts.songSources;
  }

  static async open(
    plans: Readonly<Record<string, Plan>> = {},
    tuning: Partial<ConsoleTuning> = {},
    trustedProxies: readonly string[] = [],
  ): Promise<ConsoleWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'console-'));
    const database = await openCatalogue(join(folder, 'catalogsync.db'));
    const time = { offset: 0 };
    const clock = { now: () => systemClock.now() + time.offset };
    const store = new SqliteEngineStore<Notes>(database, () => ({ add: () => undefined }));
    const log = silentLogger();
    const executors = Object.entries(plans).map(([type, plan]) =>
      executor(type, { lane: type === 'download' ? 'exclusive' : 'general', ...plan }),
    );
    const surroundings = { clock, pacing: systemPacing, random: Math.random, volumes: { hasRoom: async () => true }, log };
    const engine = new JobEngine<Notes>({ store, executors, surroundings });
    const sources = {
      sources: async () =>
        sourceNames.map((name) => ({ name, configured: true, lists: true, hasLocalFiles: false, aliases: [`${name}_dl`] })),
    } as unknown as ConstructorParameters<typeof JobStarter>[0]['sources'];
    const { audit, log: auditLog } = bindAudit(database, clock, () => undefined);
    const also = { scheduleRuns: { record: async () => true } };
    const createJob: ConstructorParameters<typeof JobStarter>[0]['createJob'] = (request, beside) =>
      engine.createJob(request, (_notes, id) => beside(also, id));
    const starter = new JobStarter({ createJob, sources, audit, config: { library_root: '/music' } });
    const commands = new JobCommands({ engine, store, sources, audit });
    writeFileSync(join(folder, 'catalogsync.env'), 'WEB_HOST=127.0.0.1\n');
    const config = readOrchestratorConfig({ ROOT_DIR: folder, ENV_FILE: join(folder, 'catalogsync.env') });
    const configuration = bindConfiguration(config, { clock, log }, database, audit);
    const calendar = { patterns: new CronerPatterns(), zones: new IntlTimeZones() };
    const book = new ScheduleBook({
      store: new SqliteScheduleStore(database),
      calendar,
      sources,
      audit,
      surroundings,
      changed: () => undefined,
    });
    const jobs = { engine, store, starter, commands, audit };
    const all = new AuditOfAll({ own: auditLog, others: [], onMissing: () => undefined });
    const hosts = new AllowedHosts([], 'nas');
    const resolver = await fakeResolver(folder);
    const library = { watched: async () => [{ path: '/music', isWatched: true, reason: '' }] };
    const volumes = bindVolumes({ ...config, LIBRARY_DIR: folder, DB_PATH: database.file }, database, store);
    const others = { library: new MemoryLibraryDesk(), snapshots: new MemorySnapshotShelf(), mediaServer: new MemoryServerDesk() };
    const peers = consolePeersOver(others, { database, audit, clock });
    const songSources = new FakeSongSources();
    const { api, feed, record, search } = bindConsole(
      {
        database,
        jobs,
        resolver,
        scans: new ScanFolder({ library, store, starter, audit }),
        following: new FollowLists({
          writer: database.unitOfWork((session) => ({ following: new SqliteFollowingStore(session) })),
          playlists: new SqlitePlaylistHistory(database.reads),
          ...{ sources, audit, now: () => clock.now() },
        }),
        configuration,
        schedules: { book },
        auditLog: all,
        hosts,
        volumes,
        installation: new Installation({
          ...{ volumes, sources, publications: { current: async () => undefined }, peers: { down: async () => [] } },
          ...{ hasMediaServer: false, hasCloud: async () => false, now: () => clock.now(), pacing: systemPacing },
        }),
        peers,
        songs: { stories: songSources, sources: songSources, coversFolder: join(folder, 'covers') },
        metrics: orchestratorMetrics({
          config: { DB_PATH: database.file },
          database,
          stages: new StageMetrics(),
          jobs,
          volumes,
          now: () => clock.now(),
        }),
      },
      { clock, log },
      tuning,
    );
    const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'WEB_PORT or WEB_HOST', limits: httpLimits, trustedProxies }, log);
    await server.mount(api);
    return new ConsoleWorld(
      { folder, database, engine, server, feed, record, resolver, others, songSources, search },
      await server.listen(),
      time,
    );
  }

  /** Stops the console as the service does. */
  async stopConsole(): Promise<void> {
    await this.parts.feed.close();
    await this.server.close();
    await this.parts.record.flush();
  }

  /** Resolves once the live state is read for nobody any more. */
  async unwatched(): Promise<void> {
    await until(() => !this.parts.feed.isReading);
  }

  /** What is written now can be found. */
  async indexed(): Promise<void> {
    await this.parts.search.catchUp();
  }

  /** Writes what is collected before it is recorded. */
  async recorded(): Promise<void> {
    await this.parts.record.flush();
  }

  async close(): Promise<void> {
    await this.stopConsole();
    for (const client of [this.resolver.sources, this.resolver.quarantine]) client.close();
    await this.resolver.server.stop();
    await this.engine.stop(0);
    await this.parts.search.stop();
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get file(): string {
    return this.database.file;
  }

  pass(ms: number): void {
    this.time.offset += ms;
  }

  async write(sql: string, ...values: Array<string | number | null>): Promise<void> {
    await this.database.unitOfWork((session) => session).run((session) => session.statement(sql).run(...values));
  }

  rows<Row>(sql: string, ...values: Array<string | number>): Row[] {
    return this.database.reads.statement<Row>(sql).all(...values);
  }

  async ask(method: string, path: string, { body, headers = {} }: Asked = {}): Promise<Answered> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(this.base + path, {
      method,
      headers: { ...json, ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** Adds a user and logs in. */
  async logIn(role: Role = 'operator', username = `${role}-${Math.random().toString(36).slice(2, 8)}`): Promise<Login> {
    const password = `password of ${username}`;
    const users = new SqliteConsoleUserStore(this.database);
    await users.add({ username, role, passwordHash: await new Argon2Hasher().hash(password) }, userSince);
    return this.logInAs(username, password);
  }

  async logInAs(username: string, password: string): Promise<Login> {
    const answer = await this.ask('POST', '/api/login', { body: { username, password } });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { cookie, csrf: answer.json.csrfToken, password, username };
  }

  /** The headers of a request from a console page. */
  fromPage({ cookie, csrf }: Login): { headers: Record<string, string> } {
    return { headers: { cookie, 'x-csrf-token': csrf, origin: this.base } };
  }

  async token(login: Login, role: Role): Promise<{ id: number; headers: Record<string, string>; token: string }> {
    const { json, status, text } = await this.ask('POST', '/api/tokens', { ...this.fromPage(login), body: { name: `for ${role}`, role } });
    if (status !== 201) throw new Error(text);
    return { id: json.id, token: json.token, headers: { authorization: `Bearer ${json.token}` } };
  }

  /** The job, once it meets the condition. */
  async jobThat(
    id: number,
    wanted: (job: { status: string; itemCounts: Record<string, number> }) => boolean,
    headers: Record<string, string>,
  ) {
    for (;;) {
      const { json } = await this.ask('GET', `/api/jobs/${id}`, { headers });
      if (wanted(json)) return json;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Sends a path and headers that `fetch` would change or not allow, and reads the answer as it comes. */
export function rawBytes(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.once('error', reject);
    request.end();
  });
}

/** The same for an answer that is text. */
export async function rawAnswer(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const { status, body } = await rawBytes(base, method, path, headers);
  return { status, text: body.toString() };
}

/** Sends headers that `fetch` does not allow. */
export function rawRequest(base: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end();
  });
}
