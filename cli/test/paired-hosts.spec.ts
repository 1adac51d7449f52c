import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { service as publicApi } from '@catalogsync/public-api';
import { type Environment, parseEnvironmentText, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { service as snapshotService } from '@catalogsync/snapshot';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: two homes, the commands, the services of both, HTTP on loopback between them, keys, signatures, databases.
const running: RunningService[] = [];
let nas: string;
let cloud: string;
let api: string;
let snapshots: RunningService;

async function run(...args: string[]): Promise<string> {
  const ended = await catalogsync(args);
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  return ended.stdout;
}

/** The settings of a home, as the host reads them. */
function settingsOf(home: string, service: string, more: Environment): Environment {
  const texts = ['catalogsync.env', 'secrets.env'].map((name) => readFileSync(join(home, name), 'utf8'));
  return {
    ROOT_DIR: home,
    ...parseEnvironmentText(texts.join('\n')),
    [`${service.toUpperCase().replace('-', '_')}_RPC`]: `unix:${join(home, 'run', `${service}.sock`)}`,
    ...more,
  };
}

const context = { log: silentLogger(), clock: systemClock };

beforeAll(async () => {
  nas = join(temporaryFolder(), 'nas');
  cloud = join(temporaryFolder(), 'cloud');
  await run('keys', 'generate', '--home', nas);
  await run('init-db', '--db', join(nas, 'catalogsync.db'));
  await run('snapshot', 'list', '--home', nas);
  const environment = settingsOf(nas, 'snapshot', { SNAPSHOT_HOST: '127.0.0.1', SNAPSHOT_PORT: '0' });
  snapshots = await snapshotService.start(snapshotService.configure(environment), context);
  running.push(snapshots);
  await run('snapshot', 'publish', '--home', nas);
  const { command } = JSON.parse(await run('cloud', 'invite', '--home', nas, '--address', snapshots.addresses.http ?? '', '--json'));
  await run(...command.split(' ').slice(1), '--home', cloud);
  const elsewhere = settingsOf(cloud, 'public-api', { PUBLIC_API_HOST: '127.0.0.1', PUBLIC_API_PORT: '0', SNAPSHOT_POLL_SECONDS: '1' });
  const started = await publicApi.start(publicApi.configure(elsewhere), context);
  running.push(started);
  api = started.addresses.http ?? '';
});
afterAll(async () => {
  for (const service of running.toReversed()) await service.stop();
  removeFolders();
});

const read = async (path: string) => (await fetch(`${api}${path}`)).json() as Promise<Record<string, never>>;
const inUse = async (): Promise<string> => (await read('/readyz')).snapshotId ?? '';
/** The id of the snapshot that this made. */
async function publishAgain(): Promise<string> {
  const { snapshot } = JSON.parse(await run('snapshot', 'publish', '--force', '--home', nas, '--json'));
  return `${snapshot.snapshotId}`;
}

describe('when a host has joined another one', () => {
  it('is ready at once with what that one published, and trusts it by its signed metadata', async () => {
    await until(async () => (await fetch(`${api}/readyz`)).status === 200);
    expect(await read('/readyz')).toMatchObject({ status: 'ready', missing: [], stale: false, freshUntil: expect.any(String) });
    expect((await fetch(`${api}/v1/tracks`)).status).toBe(200);
  });

  it('follows new keys and new snapshots of that host without a visit', async () => {
    await run('keys', 'rotate', '--home', nas);
    const next = await publishAgain();
    await run('cloud', 'check', '--home', cloud);
    await until(async () => (await inUse()) === next);
    expect((await read('/readyz')).fault).toBeNull();
  });

  it('tells what it serves, goes back to what it kept, stays there, and follows again', async () => {
    const before = await inUse();
    const next = await publishAgain();
    await run('cloud', 'check', '--home', cloud);
    expect(await inUse()).toBe(next);
    expect(await run('cloud', 'status', '--home', cloud)).toMatch(new RegExp(`\\* +${next} `));
    expect(await run('cloud', 'rollback', '--home', cloud)).toContain('cloud follow');
    expect(await inUse()).toBe(before);
    await run('cloud', 'check', '--home', cloud);
    expect([await inUse(), (await read('/readyz')).pinned]).toEqual([before, true]);
    await run('cloud', 'follow', '--home', cloud);
    expect([await inUse(), (await read('/readyz')).pinned]).toEqual([next, false]);
  });

  it('is found in order by `doctor`, which asks of it nothing that only a publisher has', async () => {
    const findings = await run('doctor', '--home', cloud);
    expect(findings).toMatch(/^ok {5}pairing: follows http:.* since 20/m);
    expect(findings).not.toMatch(/^(FAULT|note)/m);
  });

  it('keeps a record of who paired it, took it back and let it follow again', () => {
    const lines = readFileSync(join(cloud, 'audit.jsonl'), 'utf8').split('\n');
    const actions = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { action?: string }).action);
    expect(actions.filter((action) => action !== undefined)).toEqual(['pairHome', 'rollbackReader', 'followPublication']);
  });

  it('serves on while the other one is away, says so, and counts it', async () => {
    await snapshots.stop();
    await run('cloud', 'check', '--home', cloud);
    expect(await read('/readyz')).toMatchObject({ status: 'ready', fault: { code: 'unavailable' } });
    expect((await fetch(`${api}/v1/playlists`)).status).toBe(200);
    const metrics = await (await fetch(`${api}/metrics`)).text();
    expect(metrics).toMatch(/catalogsync_snapshot_swaps_total\{service="public-api"\} [3-9]/);
    expect(metrics).toMatch(/catalogsync_snapshot_fetched_bytes_total\{service="public-api",way="full"\} [1-9]/);
    expect(metrics).toContain('catalogsync_snapshot_alarms_total{service="public-api",alarm="rollback"} 0');
  });
});
