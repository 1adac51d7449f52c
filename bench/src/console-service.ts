import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { ensureConsoleLogin } from '@catalogsync/orchestrator';
import { freePort } from '@catalogsync/testkit';
import { command } from './command.js';

/** Clock ticks in a second, as Linux counts processor time. */
const ticksPerSecond = 100;

/** The orchestrator alone, with its console, on a catalogue that is there. */
export class ConsoleService {
  private constructor(
    readonly address: string,
    readonly login: { readonly username: string; readonly password: string },
    private readonly child: ChildProcess,
    private readonly cookie: string,
  ) {}

  static async start(folder: string, db: string): Promise<ConsoleService> {
    const login = await ensureConsoleLogin({ db });
    if (login === undefined) throw new Error('the catalogue has a login already');
    const port = String(await freePort());
    const envFile = join(folder, 'catalogsync.env');
    writeFileSync(envFile, 'START_RUNNER=false\n');
    const args = ['serve', '--db', db, '--env-file', envFile, '--host', '127.0.0.1', '--port', port];
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, HOME: folder, ROOT_DIR: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const address = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${address}/readyz`).catch(() => undefined);
      if (answer?.ok === true) break;
      if (tries > 600 || child.exitCode !== null) throw new Error('the console did not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return new ConsoleService(address, login, child, await logIn(address, login));
  }

  /** From the request to the last byte, in milliseconds. */
  async time(path: string): Promise<number> {
    const begin = performance.now();
    const answer = await fetch(this.address + path, { headers: { cookie: this.cookie } });
    await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return performance.now() - begin;
  }

  /** Opens a live stream as a browser does; its bytes are read and dropped. */
  async stream(): Promise<IncomingMessage> {
    const request = get(`${this.address}/api/events/stream`, { headers: { cookie: this.cookie }, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`a stream answered ${answer.statusCode}`);
    answer.on('error', () => undefined);
    return answer.resume();
  }

  /** Processor time so far, in seconds. */
  processorSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}

async function logIn(address: string, login: object): Promise<string> {
  const answer = await fetch(`${address}/api/login`, {
    method: 'POST',
    body: JSON.stringify(login),
    headers: { 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(`log-in answered ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
