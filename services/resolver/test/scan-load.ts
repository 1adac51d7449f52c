import 'reflect-metadata';
import { lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import Connection from 'better-sqlite3';
import { LibraryHarness } from './library-harness.js';

/**
 * `npm run bench watch` runs this and reads one JSON document: what scans cost in a library of so many files, 100 in a folder, that was
 * scanned before. Nothing opens an unchanged file, so theirs are empty here, and the index is filled as a scan would have.
 */

const [files = 2_000, rounds = 3] = process.argv.slice(2).map(Number);
const limits = { deadlineMs: 3_600_000 };
const inFolder = 100;
const folderOf = (at: number): string => `album ${Math.floor(at / inFolder)}`;

interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}

async function costOf(work: () => Promise<unknown> | unknown): Promise<Cost> {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - begin, cpuMs: (user + system) / 1_000 };
}

const library = new LibraryHarness();

/** Every row is a copy of that of the one file that was really scanned. */
function fillIndex(): void {
  const index = new Connection(join(library.home, 'resolver_stats.db'));
  const columns = (index.pragma('table_info(library_files)') as { name: string }[]).map(({ name }) => name);
  const own: Readonly<Record<string, string>> = {
    ...{ file_id: '@id', path: '@path', size: '@size', mtime_ms: '@time', inode: '@inode' },
    ...{ fingerprint: "'content ' || @id", audio_hash: "'audio ' || @id", track_id: "printf('%024x', @id)" },
  };
  const add = index.prepare(`INSERT INTO library_files (${columns.join()})
    SELECT ${columns.map((name) => own[name] ?? name).join()} FROM library_files WHERE file_id = 1`);
  const stands = index.prepare("INSERT INTO library_tracks (track_id, file_id) VALUES (printf('%024x', @id), @id)");
  index.transaction(() => {
    for (let at = 0; at < files; at++) {
      const path = `${folderOf(at)}/song ${at}.mp3`;
      const { size, mtimeMs: time, ino: inode } = lstatSync(library.path(path));
      const id = at + 10;
      add.run({ id, path, size, time, inode });
      stands.run({ id });
    }
  })();
  // As an index that grew row by row has it.
  index.pragma('optimize = 0x10002');
  index.close();
}

function bareWalk(): void {
  for (const entry of readdirSync(library.music, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) statSync(join(entry.parentPath, entry.name));
}

async function scanAll(expected: object): Promise<void> {
  for await (const { summary } of library.client.scanLibrary({}, limits)) if (summary !== undefined) check(summary, expected);
}

async function scanFolder(path: string, expected: object): Promise<void> {
  const folders = [{ path, whole: false }];
  for await (const { summary } of library.library.scanFolders({ folders }, limits)) if (summary !== undefined) check(summary, expected);
}

function check(found: object, expected: object): void {
  for (const [name, value] of Object.entries(expected))
    if (found[name as keyof typeof found] !== value) throw new Error(`${name} is ${JSON.stringify(found)}, not ${value}`);
}

async function dropOne(at: number): Promise<Cost> {
  library.write(`${folderOf(at)}/new ${at}.wav`, silentWav(1_000_000 + at));
  return costOf(() => scanFolder(library.path(folderOf(at)), { added: 1, removed: 0, changed: 0, moved: 0 }));
}

try {
  for (let at = 0; at < files; at += inFolder) {
    mkdirSync(library.path(folderOf(at)), { recursive: true });
    for (let one = at; one < Math.min(files, at + inFolder); one++) writeFileSync(library.path(`${folderOf(at)}/song ${one}.mp3`), '');
  }
  library.write('first.wav', silentWav(1));
  await library.start([library.music]);
  await scanFolder(library.music, { added: 1 });
  await library.stop();
  fillIndex();
  await library.start();
  const nothing = { files: files + 1, added: 0, removed: 0, changed: 0, moved: 0 };
  const [walks, scans, drops]: [Cost[], Cost[], Cost[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    walks.push(await costOf(bareWalk));
    scans.push(await costOf(() => scanAll(nothing)));
  }
  for (let round = 0; round < 3 * rounds; round++) drops.push(await dropOne((round * 7 * inFolder) % files));
  console.log(JSON.stringify({ files, walks, scans, drops }));
} finally {
  await library.dispose();
}
process.exit();
