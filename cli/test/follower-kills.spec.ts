import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureKeyRing } from '@catalogsync/signing';
import { applyDelta, makeDelta } from '@catalogsync/snapshot-delta';
import { printManifest } from '@catalogsync/snapshot-format';
import { completeReadModel, freePort, Publication, seededRandom, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command as a process, SIGKILL, HTTP on loopback, files, signatures.
/** CATALOGSYNC_LARGE_PROOFS=1 kills 200 times. */
const kills = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 200 : 8;

let home: string;
let publication: Publication;
let server: Server;
let port: number;
let root: string;
const random = seededRandom(13);
const started: CommandProcess[] = [];

/** Sends databases in small pieces, so that a kill often meets a download; ranges are answered. */
function serve(folder: string): Server {
  return createServer((request, response) => {
    const file = join(folder, String(request.url));
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return void response.writeHead(404).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= size) return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    const range = from > 0 ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': size - from, ...range });
    const slow = file.endsWith('.zst');
    const pieces = createReadStream(file, { start: from, ...(slow && { highWaterMark: Math.ceil(size / 10) }) });
    pieces.on('data', (piece) => {
      response.write(piece);
      if (!slow) return;
      pieces.pause();
      setTimeout(() => pieces.resume(), 40);
    });
    pieces.on('end', () => response.end());
    response.on('close', () => pieces.destroy());
  });
}

beforeEach(async () => {
  home = join(temporaryFolder(), 'home');
  root = join(temporaryFolder(), 'nas');
  mkdirSync(root);
  publication = await Publication.create(root);
  server = serve(publication.dir);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = await freePort();
  await ensureKeyRing(join(home, 'keys'), 'playback', new Date());
});
afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  removeFolders();
});

const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const publish = (sequence: number) => publication.publish({ sequence, layout: 'trusted', fill: completeReadModel, rows: 2_000 });

function follow(): CommandProcess {
  const { port: at } = server.address() as AddressInfo;
  const environment = {
    SNAPSHOT_SOURCE: `http://127.0.0.1:${at}`,
    SNAPSHOT_POLL_SECONDS: '1',
    PUBLIC_API_HOST: '127.0.0.1',
    PUBLIC_API_PORT: String(port),
  };
  const command = startCatalogsync(['serve', 'public-api', '--home', home], { environment });
  started.push(command);
  return command;
}

/** As a host that was paired, which then has the first snapshot. */
async function followOnce(): Promise<void> {
  writeFileSync(join(home, 'keys', 'publication-root.json'), readFileSync(publication.trusted.root));
  const first = follow();
  await until(async () => (await track()) !== undefined);
  first.child.kill('SIGKILL');
  await first.ended;
}

interface Track {
  readonly snapshot: string | null;
  readonly name: string;
}

async function track(): Promise<Track | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/tracks/1`).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  return { snapshot: answer.headers.get('x-snapshot-id'), name: ((await answer.json()) as { name: string }).name };
}

const cache = (): string => join(home, 'cache', 'public-api', 'public-api');

/** The copy that the record vouches for is whole, whenever the process ended. */
function recordedCopyIsSound(): boolean {
  const folder = cache();
  const record = join(folder, 'adopted.json');
  if (!existsSync(record)) return true;
  const { file, manifest } = JSON.parse(readFileSync(record, 'utf8'));
  return sha256Of(join(folder, file)) === manifest.db_sha256;
}

describe('when a follower is killed at random moments, while it downloads or swaps', () => {
  it(`serves a whole snapshot after each of ${kills} kills, and the newest one in the end`, async () => {
    const names = new Map<string | null, string>();
    const announce = async (sequence: number): Promise<string> => {
      const { snapshot_id } = await publish(sequence);
      names.set(snapshot_id, `七里香 ${sequence}`);
      return snapshot_id;
    };
    await announce(1);
    await followOnce();
    for (let kill = 1; kill <= kills; kill++) {
      await announce(kill + 1);
      const command = follow();
      // It serves at once what it had, and fetches the new one meanwhile.
      await until(async () => (await track()) !== undefined);
      const seen = await track();
      expect(seen?.name).toBe(names.get(seen?.snapshot ?? null));
      await sleep(random() * 900);
      command.child.kill('SIGKILL');
      await command.ended;
      expect([kill, recordedCopyIsSound()]).toEqual([kill, true]);
    }
    const newest = await announce(kills + 2);
    follow();
    await until(async () => (await track())?.snapshot === newest);
    expect((await track())?.name).toBe(names.get(newest));
  });
});

/** Kills that must have met a delta while it is applied. */
const metWanted = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 50 : 3;

/** Names that hardly compress, so that a change is far smaller than the whole; only the first depends on the publication. */
function manyNames(database: Parameters<typeof completeReadModel>[0]): void {
  database.exec("UPDATE catalog_tracks SET name = 'song ' || hex((song_id * 2654435761) % 4294967291) WHERE song_id > 1");
  completeReadModel(database);
}

/** Publishes as changes to the one before: its database is what the delta makes of that, byte for byte. */
class ChangingPublication {
  private before: string | undefined;
  private beforeId = '';
  private constructor(private readonly scratch: Publication) {}

  static async create(): Promise<ChangingPublication> {
    return new ChangingPublication(await Publication.create(join(root, 'scratch')));
  }

  async publish(sequence: number): Promise<string> {
    const made = await this.scratch.publish({ sequence, layout: 'nested', fill: manyNames, rows: 20_000 });
    const whole = join(this.scratch.dir, made.snapshot_id, 'catalog_read.db');
    const folder = join(publication.dir, 'snapshots', made.snapshot_id);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'catalog_read.db');
    const { before } = this;
    if (before === undefined) copyFileSync(whole, file);
    else {
      const delta = join(folder, `from-${this.beforeId}.patch.zst`);
      const { signal } = new AbortController();
      await makeDelta(before, whole, delta, signal);
      await applyDelta(before, delta, file, 1e9, signal);
    }
    [this.before, this.beforeId] = [file, made.snapshot_id];
    const manifest = { ...made, db_sha256: sha256Of(file), db_size_bytes: statSync(file).size };
    await publication.trusted.add(manifest, Buffer.from(printManifest(manifest)));
    return made.snapshot_id;
  }
}

/** What a process has in the cache folder while it puts rows into a copy of the database before. */
const isApplying = ({ child }: CommandProcess): boolean =>
  readdirSync(cache()).some((name) => name.startsWith(`incoming.tmp-${child.pid}-`) && name.endsWith('.rows'));

describe('when a follower is killed while it applies the changes to the snapshot before', () => {
  it(`serves a whole snapshot after ${metWanted} such kills, and the newest one in the end`, async () => {
    const changing = await ChangingPublication.create();
    const names = new Map<string | null, string>();
    let newest = await changing.publish(1);
    names.set(newest, '七里香 1');
    await followOnce();
    let sequence = 1;
    for (let met = 0; met < metWanted; ) {
      sequence += 1;
      newest = await changing.publish(sequence);
      names.set(newest, `七里香 ${sequence}`);
      const command = follow();
      await until(async () => isApplying(command) || (await track())?.snapshot === newest, 1);
      await sleep(random() * 5);
      command.child.kill('SIGKILL');
      await command.ended;
      if (isApplying(command)) met += 1;
      expect([sequence, recordedCopyIsSound()]).toEqual([sequence, true]);
    }
    follow();
    await until(async () => (await track())?.snapshot === newest);
    expect((await track())?.name).toBe(names.get(newest));
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/catalogsync_snapshot_fetched_bytes_total\{[^}]*way="delta"\} [1-9]/);
    expect(readdirSync(cache()).filter((name) => name.endsWith('.rows'))).toEqual([]);
  });
});
