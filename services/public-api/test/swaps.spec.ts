import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { ensureKeyRing } from '@catalogsync/signing';
import { completeReadModel, Publication, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';
import { ask } from './http-client.js';

// Real here: the service, its follower, HTTP, databases, metadata signed with real keys.
/** CATALOGSYNC_LARGE_PROOFS=1 swaps 100 times, for a minute or so. */
const swapsWanted = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 100 : 16;
const everyMs = 300;

let root: string;
let publication: Publication;
let running: RunningService;
let base: string;
/** What a snapshot must say, by its id. */
const sequences = new Map<string, number>();

async function publish(sequence: number): Promise<void> {
  const manifest = await publication.publish({ sequence, layout: 'trusted', fill: completeReadModel });
  sequences.set(manifest.snapshot_id, sequence);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'swaps-'));
  publication = await Publication.create(root);
  await ensureKeyRing(join(root, 'keys'), 'playback', new Date());
  await publish(1);
  const environment = { ROOT_DIR: root, PUBLIC_API_HOST: '127.0.0.1', PUBLIC_API_PORT: '0', SNAPSHOT_POLL_SECONDS: '1' };
  running = await service.start(service.configure(environment), { log: silentLogger(), clock: systemClock });
  base = running.addresses.http ?? '';
});
afterAll(async () => {
  await running.stop();
  rmSync(root, { recursive: true });
});

interface Seen {
  readonly status: number;
  readonly snapshot: string;
  readonly names: readonly string[];
}

async function look(path: string): Promise<Seen> {
  const { status, headers, json } = await ask(base, path);
  const body = json() as { name?: string; items?: { name: string }[] };
  const names = body.items?.map(({ name }) => name) ?? [body.name ?? ''];
  return { status, snapshot: String(headers['x-snapshot-id']), names };
}

describe(`when snapshots are swapped every ${everyMs} ms under load`, () => {
  it('fails no request, and each answer is of exactly the snapshot that it names', async () => {
    await until(async () => (await ask(base, '/readyz')).status === 200);
    const seen: Seen[] = [];
    let asking = true;
    const load = ['/v1/tracks/1', '/v1/tracks?limit=10', '/v1/tracks/7', '/v1/tracks?limit=3'].map(async (path) => {
      while (asking) seen.push(await look(path));
    });
    const swaps = async (): Promise<number> =>
      Number(/catalogsync_snapshot_swaps_total\{[^}]*\} (\d+)/.exec((await ask(base, '/metrics')).text)?.[1]);
    const before = await swaps();
    let sequence = 1;
    // Counted, because a slow machine may adopt only every other one.
    while ((await swaps()) - before < swapsWanted) {
      sequence += 1;
      await Promise.all([publish(sequence), sleep(everyMs)]);
    }
    asking = false;
    await Promise.all(load);
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(seen.map(({ snapshot }) => snapshot)).size).toBeGreaterThan(swapsWanted / 2);
    const mixed = seen.filter(({ snapshot, names }) => names.some((name) => name !== `七里香 ${sequences.get(snapshot)}`));
    expect(mixed).toEqual([]);
    expect((await ask(base, '/readyz')).json()).toMatchObject({ status: 'ready' });
  });
});
