import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureConsoleLogin, withConsoleAccess } from '@catalogsync/orchestrator';
import { command } from './command.js';
import { writeCovers } from './console-covers.js';
import { makeConsoleDatabase } from './console-dataset.js';
import { makeSideDatabase } from './console-side-dataset.js';
import type { ConsoleSize } from './console-size.js';
import { coversOf } from './console-songs.js';
import { environment, firstAnswer, residentMb } from './up.js';

/** Clock ticks in a second, as Linux counts processor time. */
const ticksPerSecond = 100;
/** Streams that one token may open. */
const streamsPerToken = 16;
const tokens = 4;

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A home with a catalogue, and who may use its console. */
export interface ConsoleHome {
  readonly root: string;
  readonly login: Login;
  readonly tokens: readonly string[];
}

const quiet = async (): Promise<Record<string, string | undefined>> => ({
  ...(await environment()),
  LOG_LEVEL: 'error',
  WATCH_LIBRARY: 'off',
});

const musicOf = (root: string): string => join(root, 'music');

/** Both of its open jobs are paused; one snapshot is published. */
export async function makeConsoleHome(root: string, size: ConsoleSize): Promise<ConsoleHome> {
  const db = join(root, 'catalogsync.db');
  for (const folder of [root, musicOf(root)]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await makeConsoleDatabase(db, size, join(root, 'library'));
  await makeSideDatabase(db, musicOf(root), size);
  await writeCovers(root, coversOf(size.songs));
  await promisify(execFile)(command, ['snapshot', 'publish', '--home', root], { env: await quiet() });
  const login = await ensureConsoleLogin({ db });
  if (login === undefined) throw new Error('the catalogue has a login already');
  return { root, login, tokens: await tokensOf(db) };
}

/** `./catalogsync up` in such a home. */
export class ConsoleService {
  /** As a browser asks: over connections that stay open, for compressed answers. */
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 6 });
  private cookie = '';
  private streams = 0;

  private constructor(
    readonly address: string,
    private readonly home: ConsoleHome,
    private readonly child: ChildProcess,
  ) {}

  static async start(home: ConsoleHome): Promise<ConsoleService> {
    const env = await quiet();
    const args = ['up', '--home', home.root, '--library', musicOf(home.root)];
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const service = new ConsoleService(`http://127.0.0.1:${env.WEB_PORT}`, home, child);
    try {
      await firstAnswer(`${service.address}/readyz`, performance.now());
      await service.logIn();
    } catch (error) {
      await service.stop();
      throw error;
    }
    return service;
  }

  get login(): Login {
    return this.home.login;
  }

  /** From the request to the last byte of the answer, in milliseconds. */
  async time(path: string): Promise<number> {
    const begin = performance.now();
    const answer = await this.ask(path, { cookie: this.cookie, 'accept-encoding': 'gzip, deflate, br, zstd' }, this.agent);
    for await (const _ of answer);
    const took = performance.now() - begin;
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`);
    return took;
  }

  async json<T>(path: string): Promise<T> {
    const answer = await fetch(this.address + path, { headers: { cookie: this.cookie } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Opens a live stream; its bytes are read and dropped. */
  async stream(): Promise<IncomingMessage> {
    const token = this.home.tokens[Math.floor(this.streams++ / streamsPerToken) % tokens];
    const answer = await this.ask('/api/events/stream', { authorization: `Bearer ${token}` }, false);
    if (answer.statusCode !== 200) throw new Error(`a stream answered ${answer.statusCode}`);
    answer.on('error', () => undefined);
    return answer.resume();
  }

  /** Processor time so far, in seconds. */
  processorSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  residentMb(): number {
    return residentMb(this.child);
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }

  private async ask(path: string, headers: Readonly<Record<string, string>>, agent: Agent | false): Promise<IncomingMessage> {
    const asked = request(this.address + path, { headers, agent });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  }

  private async logIn(): Promise<void> {
    const answer = await fetch(`${this.address}/api/login`, {
      method: 'POST',
      body: JSON.stringify(this.home.login),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`log-in answered ${answer.status}`);
    this.cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }
}

async function tokensOf(db: string): Promise<string[]> {
  const fail = (error: unknown): void => {
    throw error;
  };
  return withConsoleAccess({ db, clock: { now: Date.now }, onFault: fail }, async (access) => {
    const made: string[] = [];
    for (let at = 0; at < tokens; at += 1) made.push((await access.createToken({ name: `bench ${at}`, role: 'read_only' })).token);
    return made;
  });
}
