import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AllowedHosts, HttpServer } from '@catalogsync/http';
import { JobEngine, type NewItem } from '@catalogsync/job-engine';
import { executor, type Notes, type Plan } from '@catalogsync/job-engine/testing';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { Argon2Hasher } from '../src/adapters/argon2/argon2-hasher.js';
import { CronerPatterns } from '../src/adapters/cron/croner-patterns.js';
import { IntlTimeZones } from '../src/adapters/cron/intl-time-zones.js';
import { systemPacing } from '../src/adapters/engine-surroundings/system-pacing.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteEngineStore } from '../src/adapters/sqlite/engine-store/sqlite-engine-store.js';
import { SqliteConsoleUserStore } from '../src/adapters/sqlite/stores/console-user-store.js';
import { SqliteFollowingStore } from '../src/adapters/sqlite/stores/following-store.js';
import { SqlitePlaylistHistory } from '../src/adapters/sqlite/stores/playlist-history.js';
import { SqliteScheduleStore } from '../src/adapters/sqlite/stores/schedule-store.js';
import { bindAudit } from '../src/audit.binding.js';
import { httpLimits, readOrchestratorConfig } from '../src/config.js';
import { bindConfiguration } from '../src/configuration.binding.js';
import { bindConsole, type ConsoleTuning } from '../src/console.module.js';
import { AuditOfAll } from '../src/core/console/audit-of-all.js';
import type { Role } from '../src/core/console/roles.js';
import { FollowLists } from '../src/core/following/follow-lists.js';
import { JobCommands } from '../src/core/jobs/job-commands.js';
import { JobStarter } from '../src/core/jobs/job-starter.js';
import { ScanFolder } from '../src/core/library/scan-folder.js';
import { ScheduleBook } from '../src/core/schedules/schedule-book.js';

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

const sourceNames = ['qq', 'kuwo'];

interface ConsoleWorldParts {
  readonly folder: string;
  readonly database: Database;
  readonly engine: JobEngine<Notes>;
  readonly server: HttpServer;
  readonly feed: { close(): Promise<void> };
  readonly record: { flush(): Promise<void> };
}

export class ConsoleWorld {
  readonly folder: string;
  readonly database: Database;
  readonly engine: JobEngine<Notes>;
  readonly server: HttpServer;

  private constructor(
    private readonly parts: ConsoleWorldParts,
    readonly base: string,
    private readonly time: { offset: number },
  ) {
    this.folder = parts.folder;
    this.database = parts.database;
    this.engine = parts.engine;
    this.server = parts.server;
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
    const library = { watched: async () => [{ path: '/music', isWatched: true, reason: '' }] };
    const { api, feed, record } = bindConsole(
      {
        database,
        jobs,
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
      },
      { clock, log },
      tuning,
    );
    const server = new HttpServer({ host: '127.0.0.1', port: 0, keys: 'WEB_PORT or WEB_HOST', limits: httpLimits, trustedProxies }, log);
    await server.mount(api);
    return new ConsoleWorld({ folder, database, engine, server, feed, record }, await server.listen(), time);
  }

  /** Stops the console as the service does. */
  async stopConsole(): Promise<void> {
    await this.parts.feed.close();
    await this.server.close();
    await this.parts.record.flush();
  }

  /** Writes what is collected before it is recorded. */
  async recorded(): Promise<void> {
    await this.parts.record.flush();
  }

  async close(): Promise<void> {
    await this.stopConsole();
    await this.engine.stop(0);
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
    await users.add({ username, role, passwordHash: await new Argon2Hasher().hash(password) }, 0);
    return this.logInAs(username, password);
  }

  async logInAs(username: string, password: string): Promise<Login> {
    const answer = await this.ask('POST', '/api/login', { body: { username, password } });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { cookie, csrf: answer.json.csrf_token, password, username };
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
    wanted: (job: { status: string; item_counts: Record<string, number> }) => boolean,
    headers: Record<string, string>,
  ) {
    for (;;) {
      const { json } = await this.ask('GET', `/api/jobs/${id}`, { headers });
      if (wanted(json)) return json;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Sends headers that `fetch` does not allow, and reads the answer. */
export function rawAnswer(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.once('error', reject);
    request.end();
  });
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
