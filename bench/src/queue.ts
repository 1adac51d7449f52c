import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPostgres, startRedis, type YardstickServer } from './queue-servers.js';
import { type Rates, runBullMq, runPgBoss } from './queue-yardsticks.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const size = 20_000;
const rounds = 5;

/** The engine runs in its own process, like its yardsticks' servers; its store is a real file. */
async function engine<T>(mode: 'no-ops' | 'create', count: number): Promise<T> {
  const flags = ['--conditions=catalogsync-source', '--import', './tools/swc-register.mjs', 'services/orchestrator/test/engine-load.ts'];
  const { stdout } = await run(process.execPath, [...flags, mode, String(count)], { cwd: root });
  return JSON.parse(stdout) as T;
}

interface Contender {
  readonly name: string;
  /** The engine's rate must be at least this multiple of the contender's. */
  readonly goal: number | undefined;
  readonly rates: Rates[];
  measure(): Promise<Rates>;
}

const contender = (name: string, goal: number | undefined, measure: () => Promise<Rates>): Contender => ({
  name,
  goal,
  rates: [],
  measure,
});

/** Alternating, so that other load on the machine affects all alike. */
async function alternate(contenders: readonly Contender[]): Promise<void> {
  for (let round = 0; round < rounds; round += 1) for (const one of contenders) one.rates.push(await one.measure());
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');

function printRates(contenders: readonly Contender[]): boolean {
  const rate = (one: Contender): number => median(one.rates.map(({ runPerSecond }) => runPerSecond));
  const own = rate(contenders[0] as Contender);
  let reached = true;
  const rows = contenders.map((one) => {
    const ratio = own / rate(one);
    const met = one.goal === undefined || ratio >= one.goal;
    reached &&= met;
    const verdict = one.goal === undefined ? '' : `${ratio.toFixed(1)} (goal ${one.goal}${met ? '' : ', missed'})`;
    const adds = median(one.rates.map(({ addPerSecond }) => addPerSecond));
    return [one.name, whole(adds), whole(rate(one)), verdict];
  });
  printTable([`${whole(size)} no-op items, every commit flushed`, 'added/s', 'run/s', 'engine is … times as fast'], rows);
  return reached;
}

interface Creation {
  readonly firstItemMs: number;
  readonly createMs: number;
  readonly peakRssMb: number;
  readonly pageSlowestMs: number;
  readonly cancelMs: number;
}

function printCreation(million: readonly Creation[]): boolean {
  const limits: ReadonlyArray<readonly [string, keyof Creation, number, string]> = [
    ['created', 'createMs', 30_000, 'ms'],
    ['peak memory', 'peakRssMb', 300, 'MB'],
    ['first item begins', 'firstItemMs', 1_000, 'ms'],
    ['slowest of 600 pages of 200', 'pageSlowestMs', 20, 'ms'],
    ['canceled', 'cancelMs', Number.POSITIVE_INFINITY, 'ms'],
  ];
  let reached = true;
  const rows = limits.map(([name, key, limit, unit]) => {
    const value = median(million.map((creation) => creation[key]));
    const met = value < limit;
    reached &&= met;
    return [
      name,
      `${value < 100 ? value.toFixed(1) : whole(value)} ${unit}`,
      Number.isFinite(limit) ? `${whole(limit)} ${unit}${met ? '' : ', missed'}` : '',
    ];
  });
  printTable(['a job of 1,000,000 items', 'median', 'limit'], rows);
  return reached;
}

/**
 * The job engine against BullMQ (on a Redis that flushes each write) and pg-boss (on PostgreSQL), both servers from
 * Debian's packages, started and stopped here; then a job of a million items. Throws if a goal is missed.
 */
export async function runQueueBench(): Promise<void> {
  const servers: YardstickServer[] = [];
  const start = async (name: string, starting: Promise<YardstickServer | undefined>): Promise<number | undefined> => {
    const server = await starting;
    if (server === undefined) console.log(`!! ${name} is not installed: not compared (apt-get install redis-server postgresql)`);
    else servers.push(server);
    return server?.port;
  };
  try {
    const redis = await start('redis-server', startRedis());
    const postgres = await start('postgresql', startPostgres());
    const contenders = [contender('job engine, 8 workers of 64', undefined, () => engine<Rates>('no-ops', size))];
    if (redis !== undefined) contenders.push(contender('BullMQ 6, appendfsync always, 50 at once', 2, () => runBullMq(redis, size, 50)));
    if (postgres !== undefined) contenders.push(contender('pg-boss 10, 8 loops of 64', 5, () => runPgBoss(postgres, size, 8, 64)));
    await alternate(contenders);
    const fast = printRates(contenders);
    console.log();
    const million: Creation[] = [];
    for (let round = 0; round < 3; round += 1) million.push(await engine<Creation>('create', 1_000_000));
    const created = printCreation(million);
    if (!fast || !created) throw new Error('a goal was missed, see the tables');
  } finally {
    for (const server of servers) await server.stop();
  }
}
