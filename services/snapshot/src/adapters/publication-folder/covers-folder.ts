import { constants } from 'node:fs';
import { copyFile, link, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withFaults } from '@catalogsync/faults';
import { makeFolder, syncFolder } from '@catalogsync/runtime';
import { coverFileName, coverFilePattern, coverSizes, coversFolderName } from '@catalogsync/snapshot-format';
import DatabaseFile from 'better-sqlite3';
import type { CoverPublication } from '../../core/publication/cover-publication.js';

/** Pictures put in place before others of the process get their turn. */
const batch = 200;

/** `covers/ab/<hash>-300.webp` in the publication folder: hard links to COVERS_DIR, or copies on another volume. */
export class CoversFolder implements CoverPublication {
  private readonly target: string;

  constructor(
    publication: string,
    /** COVERS_DIR. */
    private readonly source: string,
    /** Called with the number of pictures that are missing. */
    private readonly onLost: (pictures: number) => void,
  ) {
    this.target = join(publication, coversFolderName);
  }

  async publish(database: string, signal: AbortSignal): Promise<void> {
    const wanted = namesIn(database);
    if (wanted.length === 0) return;
    await withFaults(async () => {
      const there = await namesBelow(this.target);
      const had = await namesBelow(this.source);
      const absent = wanted.filter((name) => !there.has(name));
      const missing = absent.filter((name) => had.has(name));
      const folders = new Set(missing.map(shardOf));
      for (const shard of folders) await makeFolder(join(this.target, shard));
      let lost = absent.length - missing.length;
      for (let at = 0; at < missing.length; at += batch) {
        signal.throwIfAborted();
        const placed = await Promise.all(missing.slice(at, at + batch).map((name) => this.place(name)));
        lost += placed.filter((isPlaced) => !isPlaced).length;
      }
      for (const shard of folders) await syncFolder(join(this.target, shard));
      if (lost > 0) this.onLost(lost);
    });
  }

  async keepOnly(databases: readonly string[]): Promise<void> {
    const there = await namesBelow(this.target);
    // Exported beside its own catalogue: these are its pictures, not copies.
    if (there.size === 0 || (await isSame(this.source, this.target))) return;
    const kept = new Set(databases.flatMap(namesIn));
    await withFaults(async () => {
      for (const name of there) if (!kept.has(name)) await rm(join(this.target, shardOf(name), name), { force: true });
    });
  }

  /** A link costs no room; where none can be made, a copy. Both are whole or not there for whoever knows the hash only later. */
  private async place(name: string): Promise<boolean> {
    const [from, to] = [this.source, this.target].map((folder) => join(folder, shardOf(name), name)) as [string, string];
    try {
      await link(from, to);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return true;
      if (code === 'ENOENT') return false;
      if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code ?? '')) throw error;
    }
    return copied(from, to);
  }
}

const shardOf = (name: string): string => name.slice(0, 2);

async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    await rm(to, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => undefined)));
  return a !== undefined && a === b;
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** The pictures in a folder of pictures: to read the folder is far cheaper than to ask for each of them. */
async function namesBelow(folder: string): Promise<Set<string>> {
  const shards = (await entries(folder)).filter((shard) => /^[0-9a-f]{2}$/.test(shard));
  const names = await Promise.all(shards.map((shard) => entries(join(folder, shard))));
  return new Set(names.flat().filter((name) => coverFilePattern.test(name)));
}

/** The files of the covers that a snapshot names; an earlier version's names none. */
function namesIn(database: string): string[] {
  const db = new DatabaseFile(database, { readonly: true, fileMustExist: true });
  try {
    const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'catalog_covers'").get() !== undefined;
    const hashes = has ? (db.prepare('SELECT hash FROM catalog_covers').pluck().all() as string[]) : [];
    return hashes.flatMap((hash) => coverSizes.map((size) => coverFileName(hash, size)));
  } finally {
    db.close();
  }
}
