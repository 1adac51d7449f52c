import type { Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { audioMediaType } from '@catalogsync/catalog';
import { toFault } from '@catalogsync/faults';
import { type FileRow, type FileStamp, type FolderFiles, isWithin, pathInside, sameStamp, trackIdOf } from './file-row.js';
import { readTags, SharedTexts } from './tag-reader.js';

/** Folders at once, and files of one folder at once: bounds open files and memory. */
const foldersAtOnce = 4;
const filesAtOnce = 8;

/** Folders that network storage and desktop systems keep among the user's files; compared in lower case. */
const systemFolders: ReadonlySet<string> = new Set([
  '@eadir',
  '@tmp',
  '@recycle',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  'system volume information',
  'lost+found',
]);

const noFiles: FolderFiles = { rows: [], unusable: new Map() };

export interface WalkResult {
  readonly folders: ReadonlyMap<string, FolderFiles>;
  /** What could not be read, for the log: texts that name the path. */
  readonly problems: readonly string[];
}

/**
 * Walks the music folder once. Files whose stamp is known are not opened. A folder that cannot be read keeps what was known of it.
 * Links are never followed: what they lead to inside is found at its own place, and what is outside was not offered.
 */
export class FolderWalk {
  private readonly folders = new Map<string, FolderFiles>();
  private readonly problems: string[] = [];
  private readonly shared = new SharedTexts();

  /**
   * @param root real path
   * @param known what the last walk found
   * @param skipped folder that is left out, below the root
   */
  constructor(
    private readonly root: string,
    private readonly known: ReadonlyMap<string, FolderFiles>,
    private readonly skipped: string | undefined,
  ) {}

  /** @throws Fault if the root itself cannot be read */
  async walk(from = ''): Promise<WalkResult> {
    for (const [folder, files] of this.known) if (!isWithin(folder, from)) this.folders.set(folder, files);
    const pending = this.isLeftOut(from) ? [] : [from];
    while (pending.length > 0) {
      const batch = pending.splice(-foldersAtOnce);
      for (const below of await Promise.all(batch.map((folder) => this.enter(folder)))) pending.push(...below);
    }
    return { folders: this.folders, problems: this.problems };
  }

  /** Returns the folders below it. */
  private async enter(folder: string): Promise<string[]> {
    const path = join(this.root, folder);
    try {
      const entries = await readdir(path, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile() && isMusic(entry.name)).map(({ name }) => name);
      for (const entry of entries) if (entry.isSymbolicLink()) await this.lookAtLink(join(path, entry.name));
      const files = await this.lookAt(folder, names);
      if (files !== noFiles) this.folders.set(folder, files);
      const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => pathInside(folder, name));
      return below.filter((inside) => !this.isLeftOut(inside));
    } catch (error) {
      const fault = toFault(error);
      if (folder === '') throw fault;
      // Gone since the folder above was read; anything else does not mean that its music is gone.
      if (fault.code === 'not_found') return [];
      this.report(path, fault.message);
      for (const [kept, files] of this.known) if (isWithin(kept, folder)) this.folders.set(kept, files);
      return [];
    }
  }

  private async lookAt(folder: string, names: readonly string[]): Promise<FolderFiles> {
    const known = this.known.get(folder) ?? noFiles;
    if (names.length === 0) return noFiles;
    const before = new Map(known.rows.map((row) => [row.name, row]));
    const rows: FileRow[] = [];
    const unusable = new Map<string, FileStamp>();
    for (let from = 0; from < names.length; from += filesAtOnce) {
      const found = names.slice(from, from + filesAtOnce).map(async (name) => {
        const row = await this.rowOf(folder, name, before.get(name) ?? known.unusable.get(name));
        if (row !== undefined && 'id' in row) rows.push(row);
        else if (row !== undefined) unusable.set(name, row);
      });
      await Promise.all(found);
    }
    const isAsBefore = rows.length === known.rows.length && rows.every((row) => before.get(row.name) === row);
    // Kept as one object where nothing changed: a walk over an unchanged library leaves no garbage.
    if (isAsBefore && unusable.size === known.unusable.size && unusable.size === 0 && rows.length > 0) return known;
    return {
      rows: withoutTwins(rows, (name) => this.report(join(this.root, folder, name), 'its name differs from another only in form')),
      unusable,
    };
  }

  /** A row, the stamp of an unusable file, or undefined if there is no file. */
  private async rowOf(folder: string, name: string, known: FileRow | FileStamp | undefined): Promise<FileRow | FileStamp | undefined> {
    const path = join(this.root, folder, name);
    try {
      const stats = await lstat(path);
      if (!stats.isFile()) return undefined;
      const stamp = stampOf(stats);
      if (known !== undefined && sameStamp(known, stamp)) return known;
      const row = await readRow({ path, folder, name }, stats, this.shared);
      if (row === undefined) this.report(path, 'no music that can be read');
      if (row === undefined || known === undefined || !('id' in known)) return row ?? stamp;
      // A file that was put in the place of another, as tagging programs do, was not added anew.
      return { ...row, addedAt: Math.min(row.addedAt, known.addedAt) };
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'not_found') return undefined;
      this.report(path, fault.message);
      return known !== undefined && 'id' in known ? known : undefined;
    }
  }

  private async lookAtLink(path: string): Promise<void> {
    const target = await realpath(path).catch(() => undefined);
    if (target !== undefined && !isWithin(target, this.root)) this.report(path, 'links out of the music folder are not followed');
  }

  private isLeftOut(folder: string): boolean {
    if (folder !== '' && folder === this.skipped) return true;
    return folder !== '' && folder.split('/').some((name) => name.startsWith('.') || systemFolders.has(name.toLowerCase()));
  }

  private report(path: string, reason: string): void {
    this.problems.push(`${path}: ${reason}`);
  }
}

/** Reads the tags of one file; undefined if it holds no sound. */
export async function readRow(
  { path, folder, name }: { readonly path: string; readonly folder: string; readonly name: string },
  stats: Stats,
  shared: SharedTexts,
): Promise<FileRow | undefined> {
  const tags = await readTags(path, name, shared);
  if (tags === undefined) return undefined;
  const born = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs;
  return { id: trackIdOf(pathInside(folder, name)), folder, name, ...stampOf(stats), addedAt: Math.floor(born), ...tags };
}

function stampOf({ size, mtimeMs, ino }: Stats): FileStamp {
  return { size, mtimeMs, inode: ino };
}

function isMusic(name: string): boolean {
  return !name.startsWith('.') && audioMediaType(extname(name)).startsWith('audio/');
}

/** Two names that differ only in how accents are stored would share an id: the first stays. */
function withoutTwins(rows: readonly FileRow[], report: (name: string) => void): FileRow[] {
  const ids = new Set<string>();
  return rows.filter(({ id, name }) => {
    if (ids.has(id)) report(name);
    return ids.size < ids.add(id).size;
  });
}
