import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What a host on the network answered. */
export interface AnswerInside {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Runs in a namespace and asks what it is told to, a line of JSON for each request; it follows no redirect. */
const asker = `
const { createInterface } = require('node:readline');
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { number, url, headers } = JSON.parse(line);
  const say = (answer) => process.stdout.write(JSON.stringify({ number, ...answer }) + '\\n');
  try {
    const answer = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    const body = Buffer.from(await answer.arrayBuffer()).toString('base64');
    say({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
  } catch (error) {
    say({ error: String(error.cause ?? error) });
  }
});`;

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

/** A host of its own: a network namespace with one cable, in which programs run. */
export class NetworkHost {
  private child: ChildProcess | undefined;
  private asked = 0;
  private readonly waiting = new Map<number, (answer: Record<string, unknown>) => void>();

  constructor(
    readonly name: string,
    readonly address: string,
    readonly cable: string,
  ) {}

  /** What starts a program on this host. */
  get under(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  plug(): void {
    ip('-n', this.name, 'link', 'set', this.cable, 'up');
  }

  unplug(): void {
    ip('-n', this.name, 'link', 'set', this.cable, 'down');
  }

  /** Limits what leaves this host; undefined ends that. */
  slow(rate: string | undefined): void {
    const qdisc = (...rest: string[]): { status: number | null; stderr: string } =>
      spawnSync('ip', ['netns', 'exec', this.name, 'tc', 'qdisc', ...rest], { encoding: 'utf8' });
    if (rate === undefined) return void qdisc('del', 'dev', this.cable, 'root');
    const { status, stderr } = qdisc('replace', 'dev', this.cable, 'root', 'tbf', 'rate', rate, 'burst', '16kb', 'latency', '500ms');
    if (status !== 0) throw new Error(`tc: ${stderr}`);
  }

  /** Asks from this host. @throws Error if nobody answers */
  async fetch(url: string, headers: Readonly<Record<string, string>> = {}): Promise<AnswerInside> {
    this.child ??= this.startAsker();
    this.asked += 1;
    const number = this.asked;
    const answered = new Promise<Record<string, unknown>>((resolve) => this.waiting.set(number, resolve));
    this.child.stdin?.write(`${JSON.stringify({ number, url, headers })}\n`);
    const { error, status, headers: given, body } = await answered;
    if (error !== undefined) throw new Error(`${url} from ${this.name}: ${String(error)}`);
    return { status: Number(status), headers: given as Record<string, string>, body: Buffer.from(String(body), 'base64') };
  }

  async remove(): Promise<void> {
    const { child } = this;
    if (child !== undefined && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    ip('netns', 'del', this.name);
  }

  private startAsker(): ChildProcess {
    const [program = '', ...args] = [...this.under, process.execPath, '-e', asker];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { number: number };
      this.waiting.get(answer.number)?.(answer);
      this.waiting.delete(answer.number);
    });
    return child;
  }
}

/** Two hosts with one cable between them. Needs root and `ip`; see `mayMakeHosts`. */
export function joinedHosts(): readonly [NetworkHost, NetworkHost] {
  const tag = `${process.pid.toString(36)}${Date.now().toString(36).slice(-3)}`;
  // A name of a network device has at most 15 characters.
  const hostOf = (n: number): NetworkHost => new NetworkHost(`catalogsync-${tag}-${n}`, `10.99.7.${n}`, `cs${tag}${n}`);
  const hosts = [hostOf(1), hostOf(2)] as const;
  const [one, other] = hosts;
  for (const { name } of hosts) ip('netns', 'add', name);
  ip('link', 'add', one.cable, 'netns', one.name, 'type', 'veth', 'peer', 'name', other.cable, 'netns', other.name);
  for (const host of hosts) {
    ip('-n', host.name, 'addr', 'add', `${host.address}/24`, 'dev', host.cable);
    ip('-n', host.name, 'link', 'set', 'lo', 'up');
    host.plug();
  }
  return [one, other];
}

/** Whether namespaces can be made here. In CI they must be; otherwise the suite is skipped with a loud line. */
export function mayMakeHosts(): boolean {
  const probe = `catalogsync-probe-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', probe], { stdio: 'ignore' });
  if (made.status === 0) {
    spawnSync('ip', ['netns', 'del', probe], { stdio: 'ignore' });
    return true;
  }
  if (process.env.CI === 'true' && process.getuid?.() === 0) throw new Error('network namespaces cannot be made; CI must be able to');
  process.stderr.write('\n!!! SKIPPED: these tests need network namespaces, which only root can make, and the program ip\n\n');
  return false;
}
