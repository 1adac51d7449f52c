import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportSnapshot } from '@catalogsync/snapshot';
import { sourceDatabase } from './dataset.js';
import { startApi, startBare, startFresh, type Target, type TargetName } from './http-servers.js';
import { chosenWorkloads, pointRead, type Workload } from './http-workloads.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const small = 10_000;
/** Fewer for a quick look. */
const large = Number(process.env.BENCH_TRACKS ?? 1_000_000);
const rounds = 5;
/** `BENCH_HTTP=tracks BENCH_HTTP_SECONDS=1 BENCH_TRACKS=50000` compares one workload within a minute. */
const secondsPerRound = Number(process.env.BENCH_HTTP_SECONDS ?? 4);
/** Some of `track`, `tracks` and `playlists`; all of them by default. */
const workloads = chosenWorkloads(process.env.BENCH_HTTP);
const connections = 32;
/** Addresses that are asked again and again. */
const favourites = 50;
const asBrowsersDo = 'gzip, deflate, br, zstd';

/** What one target is asked in a round. */
interface Load {
  readonly target: Target;
  readonly paths: readonly string[];
  /** Accept-Encoding. */
  readonly accepts?: string;
}

/**
 * Requests per second of the public API against bare node:http with the same statements, servers on one core and wrk on
 * the other, alternating. The bare server reads the rows of schema version 1 and knows fewer fields. A read among 1,000,000
 * tracks costs at most 1.3 times one among 10,000.
 */
export async function runHttpBench(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'catalogsync-http-bench-'));
  const targets: Target[] = [];
  try {
    for (const tracks of [small, large]) {
      const folder = join(root, String(tracks), 'publication');
      mkdirSync(folder, { recursive: true });
      await exportSnapshot({ db: sourceDatabase(tracks), targetDir: folder });
      targets.push(await startApi(join(root, String(tracks)), tracks), await startBare(folder, tracks));
    }
    targets.push(await startFresh(join(root, String(large)), large));
    for (const workload of workloads) await sameAnswers(workload, targets);
    await measure(root, targets);
  } finally {
    for (const target of targets) target.process.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string, targets: readonly Target[]): Promise<void> {
  const wrk = new WrkScript(root);
  const at = (name: TargetName, tracks: number): Target => {
    const found = targets.find((target) => target.name === name && target.tracks === tracks);
    if (found === undefined) throw new Error(`the server ${name} is missing`);
    return found;
  };
  const rows: string[][] = [];
  for (const { name, paths: pathsOf, goal, codedGoal } of workloads) {
    const [api, fresh, bare] = [at('api', large), at('fresh', large), at('bare', large)];
    const paths = await pathsOf(api);
    const again = paths.slice(0, favourites);
    const [yardstick, ...measured] = await inTurns(wrk, [
      { target: bare, paths },
      { target: fresh, paths },
      { target: api, paths: again },
      { target: fresh, paths, accepts: asBrowsersDo },
      { target: api, paths: again, accepts: asBrowsersDo },
    ]);
    if (yardstick === undefined) throw new Error('nothing was measured');
    rows.push([name, 'bare node:http', '', ...cells(yardstick, yardstick), '']);
    for (const [index, figures] of measured.entries()) {
      const accepts = index < 2 ? 'plain' : 'compressed';
      const asked = index % 2 === 0 ? 'never asked before' : `${favourites} addresses again`;
      rows.push([name, asked, accepts, ...cells(figures, yardstick), accepts === 'plain' ? `>= ${goal}` : codedGoal]);
    }
  }
  const columns = ['addresses', 'answers', 'bytes', '1/s', 'ratio', 'CPU µs', 'CPU ratio', 'goal'];
  printTable([`${large.toLocaleString('en')} tracks`, ...columns], rows);
  console.log(`\nratios to the bare server's uncompressed answers; compressed: Accept-Encoding: ${asBrowsersDo}`);
  console.log('bytes: of an answer with its head; the bare server knows neither covers nor the other members of schema version 2\n');
  if (workloads.includes(pointRead)) await measureSizes(wrk, at);
  console.log(`medians of ${rounds} rounds of ${secondsPerRound} s, ${connections} connections, taking turns`);
}

/** What the size of the catalogue costs a point read. */
async function measureSizes(wrk: WrkScript, at: (name: TargetName, tracks: number) => Target): Promise<void> {
  const loads = await Promise.all(
    [small, large].map(async (tracks) => ({ target: at('api', tracks), paths: await pointRead.paths(at('api', tracks)) })),
  );
  const [few, many] = await inTurns(wrk, loads);
  if (few === undefined || many === undefined) throw new Error('nothing was measured');
  printTable(
    ['public API', 'requests/s', 'cost', 'goal', 'CPU µs'],
    [
      ['a track among 10,000', count(few.perSecond), '1.00', '', few.cpuMicroseconds.toFixed(0)],
      [
        `a track among ${large.toLocaleString('en')}`,
        count(many.perSecond),
        (few.perSecond / many.perSecond).toFixed(2),
        '<= 1.3',
        many.cpuMicroseconds.toFixed(0),
      ],
    ],
  );
  console.log();
}

function cells(figures: Figures, yardstick: Figures): string[] {
  const { perSecond, cpuMicroseconds, bytes } = figures;
  return [
    count(bytes),
    count(perSecond),
    (perSecond / yardstick.perSecond).toFixed(2),
    cpuMicroseconds.toFixed(0),
    (yardstick.cpuMicroseconds / cpuMicroseconds).toFixed(2),
  ];
}

/** The result of one round. */
interface Figures {
  readonly perSecond: number;
  /** User and system CPU time of the server per request: meaningful even under other load. */
  readonly cpuMicroseconds: number;
  /** Of an answer with its head. */
  readonly bytes: number;
}

const count = (value: number): string => Math.round(value).toLocaleString('en');

/** The medians of each load; they alternate, so that changes in machine speed affect all. */
async function inTurns(wrk: WrkScript, loads: readonly Load[]): Promise<Figures[]> {
  for (const load of loads) await wrk.run(load, Math.min(2, secondsPerRound));
  const seen = loads.map((): Figures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, load] of loads.entries()) seen[index]?.push(await wrk.run(load, secondsPerRound));
  }
  return seen.map((figures) => ({
    perSecond: median(figures.map((one) => one.perSecond)),
    cpuMicroseconds: median(figures.map((one) => one.cpuMicroseconds)),
    bytes: median(figures.map((one) => one.bytes)),
  }));
}

const script = `
local paths, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  at = tonumber(args[2])
  if args[3] then wrk.headers["Accept-Encoding"] = args[3] end
end
function request() at = at + 1 return wrk.format("GET", paths[at % #paths + 1]) end
function done(summary) print("Bytes read: " .. summary.bytes) end
`;

/** Asks for addresses in turn; each round goes on where the one before ended. */
class WrkScript {
  private readonly file: string;
  private readonly places = new Map<string, number>();

  constructor(private readonly root: string) {
    this.file = join(root, 'paths.lua');
    writeFileSync(this.file, script);
  }

  /** Requests as counted by wrk, and their cost to the server. */
  async run({ target, paths, accepts }: Load, seconds: number): Promise<Figures> {
    const list = join(this.root, 'paths.txt');
    writeFileSync(list, paths.join('\n'));
    const place = `${target.name} ${paths[0]} ${accepts}`;
    const from = this.places.get(place) ?? 0;
    const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', this.file, target.base];
    const before = cpuTicks(target.process);
    const args = [list, String(from), ...(accepts === undefined ? [] : [accepts])];
    const { stdout } = await run('taskset', ['-c', '1', 'wrk', ...options, '--', ...args]);
    const ticks = cpuTicks(target.process) - before;
    const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
    const [, perSecond] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
    if (perSecond === undefined || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk against ${target.name}: ${stdout}`);
    this.places.set(place, from + requests);
    const bytes = Number(/Bytes read: (\d+)/.exec(stdout)?.[1]) / requests;
    return { perSecond: Number(perSecond), cpuMicroseconds: (ticks * 10_000) / requests, bytes };
  }
}

/** User and system time of a process in hundredths of a second: fields 14 and 15 of proc(5) stat. */
function cpuTicks({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

type Shown = Readonly<Record<string, unknown>>;

const itemsOf = (body: Shown): readonly Shown[] => (Array.isArray(body.items) ? (body.items as Shown[]) : [body]);

/** Whether the yardstick says the same, as far as it goes: it knows the fields of schema version 1. */
function agree(api: Shown, bare: Shown): boolean {
  const [all, known] = [itemsOf(api), itemsOf(bare)];
  const isSame = (field: string, index: number): boolean => JSON.stringify(all[index]?.[field]) === JSON.stringify(known[index]?.[field]);
  return all.length === known.length && known.every((item, index) => Object.keys(item).every((field) => isSame(field, index)));
}

/** A yardstick that gives different answers would measure nothing. */
async function sameAnswers({ paths }: Workload, targets: readonly Target[]): Promise<void> {
  for (const tracks of [small, large]) {
    const [api, ...others] = targets.filter((target) => target.tracks === tracks);
    if (api === undefined) throw new Error('a server is missing');
    for (const path of (await paths(api)).slice(0, 3)) {
      const [first, ...bodies] = await Promise.all(
        [api, ...others].map(async ({ base }) => (await (await fetch(base + path)).json()) as Shown),
      );
      if (first === undefined || !bodies.every((body) => agree(first, body))) {
        throw new Error(`the servers answer ${path} differently:\n${JSON.stringify([first, ...bodies])}`);
      }
    }
  }
}
