import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireProgram, seededRandom, until } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { JobClient } from '../src/clients/job-client.js';
import { rpcAddresses, socketFolder } from '../src/host/service-environment.js';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { emulatedSong, filesBelow, Product } from './product.js';

// Real here: ./catalogsync up with all its services, SIGKILL of the whole process, audio made by ffmpeg, downloads over HTTP, files,
// SQLite. Emulated: the server that songs come from. By hand: ./catalogsync test cli/test/kill-loop --product-kills 60.
const kills = Number(process.env.PRODUCT_KILLS ?? 10);
const seed = Number(process.env.KILL_SEED ?? 8);
const suite = requireProgram('ffmpeg') ? describe : describe.skip;

const songsPerLife = 3;
const never = new AbortController().signal;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface RecordedFile {
  readonly song: string;
  readonly locator: string;
  readonly sha256: string;
  readonly size: number;
}

interface Recorded {
  readonly files: readonly RecordedFile[];
  readonly openJobs: number;
}

/** What a catalogue says; nothing if the process died before its tables were made. */
function readCatalogue(database: Database.Database): Recorded {
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const made = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('file_locations', 'job_runs')").pluck().get();
    if (made !== 2) return { files: [], openJobs: 0 };
    const files = database
      .prepare(
        `SELECT s.remote_song_id AS song, l.locator, a.sha256, a.file_size_bytes AS size FROM file_locations l
           JOIN file_assets a ON a.id = l.file_asset_id JOIN songs s ON s.id = a.song_id WHERE l.status = 'active' ORDER BY l.id`,
      )
      .all() as RecordedFile[];
    const openJobs = database.prepare("SELECT count(*) FROM job_runs WHERE status NOT LIKE 'completed%'").pluck().get() as number;
    return { files, openJobs };
  } finally {
    database.close();
  }
}

/** The catalogue as a power cut would leave it: the dead process's files, opened elsewhere, so that looking changes nothing. */
function leftBehind(product: Product, scratch: string): Recorded {
  mkdirSync(scratch, { recursive: true });
  for (const suffix of ['', '-wal']) {
    const from = join(product.home, `catalogsync.db${suffix}`);
    rmSync(join(scratch, `copy.db${suffix}`), { force: true });
    if (existsSync(from)) copyFileSync(from, join(scratch, `copy.db${suffix}`));
  }
  if (!existsSync(join(scratch, 'copy.db'))) return { files: [], openJobs: 0 };
  return readCatalogue(new Database(join(scratch, 'copy.db')));
}

/** The catalogue of a running process, whose files would not be copied at one moment. */
const recordedNow = (product: Product): Recorded => readCatalogue(new Database(join(product.home, 'catalogsync.db'), { readonly: true }));

/** The songs below the library, by their paths; unfinished copies have a folder of their own. */
const libraryOf = (product: Product): Map<string, string> =>
  new Map(
    [...filesBelow(product.library)].flatMap(([path, bytes]) => (path.startsWith('.incoming/') ? [] : [[path, sha256(bytes)] as const])),
  );

/** What must hold whenever the process dies. `before` is what the library held at its last death. */
function expectNothingLost(product: Product, scratch: string, before: Map<string, string>): Map<string, string> {
  const { files } = leftBehind(product, scratch);
  const library = libraryOf(product);
  expect(files.map(({ locator }) => [locator, library.get(locator)])).toEqual(files.map((file) => [file.locator, file.sha256]));
  expect(new Set(files.map(({ song }) => song)).size).toBe(files.length);
  expect(new Set(files.map(({ locator }) => locator)).size).toBe(files.length);
  // What once had its final name keeps it, and its content: it was never half there.
  expect([...before].map(([path]) => [path, library.get(path)])).toEqual([...before]);
  return library;
}

const banner = /Public API +http/;

/** For a product that has printed its banner: a failed attempt to connect would delay those of its next lives. */
const jobsOf = (product: Product): JobClient => new JobClient(rpcAddresses({}, socketFolder(product.home)).ORCHESTRATOR_RPC ?? '');

/** After three crashes in ten minutes jobs stay paused until the owner resumes them; here he does at once. */
async function resumeJobs(product: Product, command: CommandProcess, over: AbortSignal): Promise<void> {
  await Promise.race([command.waitFor(banner).catch(() => undefined), once(over, 'abort')]);
  if (over.aborted) return;
  const client = jobsOf(product);
  try {
    while (!over.aborted) {
      const paused = (await client.list(10, over)).filter(({ status, pausedBy }) => status === 'paused' && pausedBy === 'crash_loop');
      for (const { id } of paused) await client.command('resume', { job: id }, false, over);
      await sleep(100, undefined, { signal: over });
    }
  } catch (error) {
    if (!over.aborted) throw error;
  } finally {
    client.close();
  }
}

/** Lives until `end` is over, then is killed; says how it died if it did so by itself. */
async function live(product: Product, end: (command: CommandProcess) => Promise<unknown>, signal: NodeJS.Signals) {
  const command = product.up();
  const over = new AbortController();
  const resuming = resumeJobs(product, command, over.signal);
  try {
    await Promise.race([end(command), command.ended, resuming.then(() => command.ended)]);
  } finally {
    over.abort();
    await resuming;
    command.child.kill(signal);
  }
  return command.ended;
}

/** Lets it do what is left. */
async function finish(product: Product, songs: number) {
  return live(
    product,
    async (command) => {
      await command.waitFor(banner);
      const client = jobsOf(product);
      try {
        await until(async () => (await client.list(50, never)).every(({ status }) => status.startsWith('completed')), 100);
        // The playlist may have grown since that job listed it.
        const jobId = await client.create({ template: 'full' }, never);
        for await (const _update of client.watch(jobId, never));
        await until(async () => (await servedTracks(product)).length === songs, 100);
        // A publication that the last songs asked for may still be under way.
        await until(() => recordedNow(product).openJobs === 0, 100);
        await expectServed(product);
      } finally {
        client.close();
      }
    },
    'SIGINT',
  );
}

async function servedTracks(product: Product): Promise<{ id: number; name: string }[]> {
  const found: { id: number; name: string }[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const answer = await fetch(`${product.api}/v1/tracks?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    const page = (await answer.json()) as { items: { id: number; name: string }[]; nextCursor?: string | null };
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  }
  return found;
}

/** Each song is served as it is in the library. */
async function expectServed(product: Product): Promise<void> {
  const hashes = new Map(recordedNow(product).files.map((file) => [file.song, file.sha256]));
  for (const { id, name } of await servedTracks(product)) {
    const song = product.emulator.state.songs.find(({ title }) => title === name)?.id ?? '';
    const answer = await fetch(`${product.api}/v1/tracks/${id}/stream`);
    expect({ name, status: answer.status, sha256: sha256(new Uint8Array(await answer.arrayBuffer())) }).toEqual({
      name,
      status: 200,
      sha256: hashes.get(song),
    });
  }
}

suite('when the whole product is killed at random moments while it downloads', () => {
  afterAll(removeFolders);

  it(
    `after ${kills} kills every song is there once, whole, recorded and served`,
    async () => {
      // Built now, so that no life is spent on it.
      expect((await startCatalogsync(['--version']).ended).code).toBe(0);
      const base = temporaryFolder();
      const scratch = join(base, 'scratch');
      const product = await Product.make(base);
      const random = seededRandom(seed);
      let songs = 0;
      const offer = async (): Promise<void> => {
        product.offer(await Promise.all(Array.from({ length: songsPerLife }, () => emulatedSong(++songs))));
      };
      try {
        product.emulator.state.pauseMs = 20;
        await offer();
        // Undisturbed, to know how long a start and the work take on this machine.
        const began = performance.now();
        let startMs = 0;
        const first = await live(
          product,
          async (command) => {
            await command.waitFor(banner);
            startMs = performance.now() - began;
            await command.waitFor(/^Catalogue: /m);
          },
          'SIGINT',
        );
        expect(first.code).toBe(0);
        const workMs = performance.now() - began - startMs;
        let library = expectNothingLost(product, scratch, new Map());
        const placed = [library.size];
        for (let kill = 0; kill < kills; kill += 1) {
          await offer();
          // Every fourth dies while it starts, the others at their work: however busy the machine is, most hit something.
          const moment = random();
          const end = async (command: CommandProcess): Promise<void> => {
            if (kill % 4 !== 3) await command.waitFor(banner);
            await sleep(moment * (kill % 4 === 3 ? startMs : 1.5 * workMs));
          };
          const died = await live(product, end, 'SIGKILL');
          expect({ kill, code: died.code }).toEqual({ kill, code: null });
          library = expectNothingLost(product, scratch, library);
          placed.push(library.size);
        }
        const last = await finish(product, songs);
        expect(last.code).toBe(0);
        library = expectNothingLost(product, scratch, library);
        console.log({ seed, kills, songs, startMs: Math.round(startMs), workMs: Math.round(workMs), placed: placed.join(' ') });
        const { files } = leftBehind(product, scratch);
        expect(files.map(({ song }) => song).sort()).toEqual(product.emulator.state.songs.map(({ id }) => id).sort());
        expect([...library.keys()].sort()).toEqual(files.map(({ locator }) => locator).sort());
        // Nothing unfinished is left anywhere.
        expect([...filesBelow(join(product.library, '.incoming')).keys()]).toEqual([]);
        expect([...filesBelow(join(product.home, 'staging')).keys()]).toEqual([]);
        expect([...filesBelow(join(product.home, 'publication')).keys()].filter((path) => path.includes('.tmp-'))).toEqual([]);
      } finally {
        await product.close();
      }
    },
    600_000 + kills * 120_000,
  );
});
