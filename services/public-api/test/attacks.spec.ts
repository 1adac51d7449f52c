import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, silentLogger } from '@catalogsync/runtime';
import { ensureKeyRing } from '@catalogsync/signing';
import { completeReadModel, Publication, publicationAttacks, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';
import { ask } from './http-client.js';

// Real here: the service, its follower, HTTP between publisher and reader, databases, metadata signed with real keys. Set by hand: the clock.
let root: string;
let publication: Publication;
let attacked: Parameters<(typeof publicationAttacks)[number]['act']>[0];
let base: string;
let steps = 0;
let running: RunningService | undefined;
let server: Awaited<ReturnType<Publication['serve']>>;

const publish = (sequence: number) => publication.publish({ sequence, layout: 'trusted', fill: completeReadModel });
const ready = async () => (await ask(base, '/readyz')).json();
const name = async (): Promise<string> => (await ask(base, '/v1/tracks/1')).json().name;

/** What is published comes onto the road in one step, so that a reader sees nothing half attacked. */
function spread(): void {
  steps += 1;
  cpSync(publication.dir, join(root, `road-${steps}`), { recursive: true });
  symlinkSync(`road-${steps}`, join(root, 'road.new'));
  renameSync(join(root, 'road.new'), join(root, 'road'));
}

async function follow(source: string): Promise<void> {
  const home = join(root, 'cloud');
  mkdirSync(join(home, 'keys'), { recursive: true });
  await ensureKeyRing(join(home, 'keys'), 'playback', new Date());
  const environment = {
    ROOT_DIR: home,
    SNAPSHOT_SOURCE: source,
    SNAPSHOT_ROOT: publication.trusted.root,
    SNAPSHOT_POLL_SECONDS: '1',
    PUBLIC_API_HOST: '127.0.0.1',
    PUBLIC_API_PORT: '0',
  };
  running = await service.start(service.configure(environment), { log: silentLogger(), clock: { now: () => attacked.time } });
  base = running.addresses.http ?? '';
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'attacks-'));
  publication = await Publication.create(root);
  attacked = { publication, root, before: join(root, 'before'), time: Date.now() };
  await publish(1);
  cpSync(publication.dir, attacked.before, { recursive: true });
  spread();
  server = await new Publication(join(root, 'road'), '').serve();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await server.close();
  rmSync(root, { recursive: true });
});

describe('when a publication is attacked on its way to the public API', () => {
  it.each(publicationAttacks)('says $alarm in /readyz and /metrics, and serves on: $what', async ({ alarm, act }) => {
    await follow(server.url);
    await until(async () => (await ask(base, '/readyz')).status === 200);
    // The newer one must have been accepted before an older one can be offered.
    const accepted = alarm === 'rollback' ? 2 : 1;
    if (accepted === 2) {
      await publish(2);
      spread();
      await until(async () => (await name()) === '七里香 2');
    }
    if (accepted === 1) await publish(2);
    await act(attacked);
    spread();
    await until(async () => (await ready()).fault?.alarm === alarm);
    const { status, json } = await ask(base, '/readyz');
    expect([status, json()]).toEqual([200, expect.objectContaining({ status: 'ready', fault: expect.objectContaining({ alarm }) })]);
    expect(json().fault.message).toMatch(/^the publication \(over HTTP\) [^/:]+$/);
    const { text } = await ask(base, '/metrics');
    expect(text).toMatch(new RegExp(`catalogsync_snapshot_alarms_total\\{[^}]*alarm="${alarm}"\\} [1-9]`));
    expect(await name()).toBe(`七里香 ${accepted}`);
  });

  it.each([
    ['a folder', () => join(root, 'nowhere'), 'nothing can be found at the publication (a folder)'],
    ['a server', () => 'http://127.0.0.1:9', 'the publication (over HTTP) cannot be reached'],
  ])('names no path and no address when the publication cannot be reached (%s)', async (_kind, source, message) => {
    await follow(source());
    await until(async () => (await ready()).fault !== null);
    const { text, json } = await ask(base, '/readyz');
    expect(json().fault.message).toBe(message);
    expect(text).not.toContain(root);
    expect(text).not.toContain('127.0.0.1');
  });
});
