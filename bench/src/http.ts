import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportSnapshot } from '@catalogsync/snapshot';
import { nodeOptions } from './command.js';
import { sourceDatabase } from './dataset.js';
import { startPublicApi } from './public-api-process.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const small = 10_000;
const large = 1_000_000;
const rounds = 5;
const secondsPerRound = 4;
const connections = 32;

/** Requests of one kind; `path` holds {} where a random id goes. */
interface Workload {
  readonly name: string;
  readonly path: string;
  /** Ids are drawn from 1 to this. */
  readonly ids: (tracks: number) => number;
  /** Times the bare server. */
  readonly goal: number;
  /** The same for compressed answers, where there is one. */
  readonly codedGoal: string;
  /** Accept-Encoding. */
  readonly accepts?: string;
}

const asBrowsersDo = 'gzip, deflate, br, zstd';

const pointRead: Workload = { name: 'track', path: '/v1/tracks/{}', ids: (tracks) => tracks, goal: 1.3, codedGoal: '' };
const workloads: readonly Workload[] = [
  pointRead,
  { name: '50 tracks of a playlist', path: '/v1/playlists/{}/tracks?limit=50', ids: (tracks) => tracks / 50, goal: 3, codedGoal: '>= 1' },
  { name: '50 playlists', path: '/v1/playlists?limit=50', ids: () => 1, goal: 1.3, codedGoal: '>= 1' },
];

interface Target {
  readonly name: string;
  readonly base: string;
  readonly tracks: number;
  readonly process: ChildProcess;
}

/**
 * Requests per second of the public API against bare node:http with the same statements, servers on one core and wrk on
 * the other, alternating. The bare server reads the rows of schema version 1 and knows fewer fields. A read among 1,000,000 tracks costs at most 1.3 times one
 * among 10,000.
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
    for (const workload of workloads) await sameAnswers(workload, targets);
    await measure(root, targets);
  } finally {
    for (const target of targets) target.process.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string, targets: readonly Target[]): Promise<void> {
  const script = join(root, 'random-ids.lua');
  writeFileSync(script, randomIds);
  const rows: string[][] = [];
  const browser: string[][] = [];
  const at = (tracks: number): Target[] => targets.filter((target) => target.tracks === tracks);
  for (const workload of workloads) {
    const [api, bare] = await inTurns(script, workload, at(large));
    if (api === undefined || bare === undefined) throw new Error('a server is missing');
    const cpu = `${bare.cpuMicroseconds.toFixed(0)} / ${api.cpuMicroseconds.toFixed(0)}`;
    const ratio = (figures: Figures): string => (figures.perSecond / bare.perSecond).toFixed(2);
    rows.push([workload.name, count(bare.perSecond), count(api.perSecond), ratio(api), `>= ${workload.goal}`, cpu]);
    const [coded] = await inTurns(script, { ...workload, accepts: asBrowsersDo }, at(large).slice(0, 1));
    if (coded !== undefined)
      browser.push([workload.name, count(coded.perSecond), ratio(coded), workload.codedGoal, coded.cpuMicroseconds.toFixed(0)]);
  }
  printTable(['1,000,000 tracks', 'bare node:http, 1/s', 'public API, 1/s', 'ratio', 'goal', 'CPU µs bare / API'], rows);
  console.log(`\nwith Accept-Encoding: ${asBrowsersDo}; against the bare server's uncompressed answers`);
  printTable(['1,000,000 tracks', 'public API, 1/s', 'ratio', 'goal', 'CPU µs'], browser);
  const apis = targets.filter((target) => target.name === 'api');
  const [few, many] = await inTurns(script, pointRead, apis);
  if (few === undefined || many === undefined) throw new Error('a server is missing');
  console.log('');
  printTable(
    ['public API', 'requests/s', 'cost', 'goal', 'CPU µs'],
    [
      ['a track among 10,000', count(few.perSecond), '1.00', '', few.cpuMicroseconds.toFixed(0)],
      [
        'a track among 1,000,000',
        count(many.perSecond),
        (few.perSecond / many.perSecond).toFixed(2),
        '<= 1.3',
        many.cpuMicroseconds.toFixed(0),
      ],
    ],
  );
  console.log(`\nmedians of ${rounds} rounds of ${secondsPerRound} s, ${connections} connections, taking turns`);
}

/** The result of one round. */
interface Figures {
  readonly perSecond: number;
  /** User and system CPU time of the server per request: meaningful even under other load. */
  readonly cpuMicroseconds: number;
}

const count = (perSecond: number): string => Math.round(perSecond).toLocaleString('en');

/** The median of each target; they alternate, so that changes in machine speed affect all. */
async function inTurns(script: string, workload: Workload, targets: readonly Target[]): Promise<Figures[]> {
  for (const target of targets) await load(script, workload, target, 2);
  const seen = targets.map((): Figures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, target] of targets.entries()) seen[index]?.push(await load(script, workload, target, secondsPerRound));
  }
  return seen.map((figures) => ({
    perSecond: median(figures.map((one) => one.perSecond)),
    cpuMicroseconds: median(figures.map((one) => one.cpuMicroseconds)),
  }));
}

const randomIds = `
local path, ids
function init(args)
  path, ids = args[1], tonumber(args[2]); math.randomseed(tonumber(args[3]))
  if args[4] then wrk.headers["Accept-Encoding"] = args[4] end
end
function request() return wrk.format("GET", (path:gsub("{}", math.random(1, ids)))) end
`;

/** Requests as counted by wrk, and their cost to the server. */
async function load(script: string, { path, ids, accepts }: Workload, target: Target, seconds: number): Promise<Figures> {
  const seed = String(Math.floor(Math.random() * 1e9));
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', script];
  const before = cpuTicks(target.process);
  const { stdout } = await run('taskset', [
    '-c',
    '1',
    'wrk',
    ...options,
    target.base,
    '--',
    path,
    String(ids(target.tracks)),
    seed,
    ...(accepts === undefined ? [] : [accepts]),
  ]);
  const ticks = cpuTicks(target.process) - before;
  const [, requests] = /(\d+) requests in/.exec(stdout) ?? [];
  const [, perSecond] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
  if (perSecond === undefined || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk against ${target.name}: ${stdout}`);
  return { perSecond: Number(perSecond), cpuMicroseconds: (ticks * 10_000) / Number(requests) };
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
async function sameAnswers({ path, ids }: Workload, targets: readonly Target[]): Promise<void> {
  for (const tracks of [small, large]) {
    for (const id of [1, 7, ids(tracks)]) {
      const bodies = await Promise.all(
        targets
          .filter((target) => target.tracks === tracks)
          .map(async ({ base }) => (await (await fetch(base + path.replace('{}', String(id)))).json()) as Shown),
      );
      const [api, bare] = bodies;
      if (api === undefined || bare === undefined || !agree(api, bare)) {
        throw new Error(`the servers answer ${path} differently:\n${JSON.stringify(bodies)}`);
      }
    }
  }
}

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
function start(name: string): ChildProcess {
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url));
  return fork(file, { execPath: 'taskset', execArgv: ['-c', '0', process.execPath, ...process.execArgv, ...nodeOptions] });
}

async function startApi(root: string, tracks: number): Promise<Target> {
  return { name: 'api', tracks, ...(await startPublicApi(root, 0)) };
}

async function startBare(folder: string, tracks: number): Promise<Target> {
  const child = start('http-bare-child');
  child.send(join(folder, 'catalog_read.db'));
  const [base] = (await once(child, 'message')) as [string];
  return { name: 'bare', base, tracks, process: child };
}
