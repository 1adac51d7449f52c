import { constants } from 'node:fs';
import { access, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Clock, Logger } from '@catalogsync/runtime';
import { type FileRow, pathOf } from './file-row.js';
import { FolderIndex } from './folder-index.js';
import { FolderWalk, readRow } from './folder-walk.js';
import { SharedTexts } from './tag-reader.js';

/** How long what a walk found is used before the next call looks again. */
const freshForMs = 5 * 60_000;
/** Problems of one walk that the log names one by one. */
const namedProblems = 10;

export interface LibraryOptions {
  /** The music folder. */
  readonly dir: string;
  /** Left out of walks where it lies in the music folder. */
  readonly playlistsDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The music folder as it was seen by the last walk. There is one walk at a time; callers that need it wait for the same one. A
 * walk goes on when its callers have left.
 */
export class FolderLibrary {
  private index: FolderIndex | undefined;
  private checkedAt = 0;
  private walking: Promise<FolderIndex> | undefined;
  private walksAll = true;
  /** What is to be walked after the walk that runs: it may have passed there already. */
  private next: string | undefined;
  private reported = '';

  constructor(private readonly options: LibraryOptions) {}

  get dir(): string {
    return this.options.dir;
  }

  /** Whether a walk runs or is to follow. */
  get isWalking(): boolean {
    return this.walking !== undefined;
  }

  /**
   * The real path of the music folder.
   * @throws Fault `unavailable` if it is not there or cannot be read: that says nothing about the music in it
   */
  async reach(signal: AbortSignal): Promise<string> {
    if (signal.aborted) throw toFault(signal.reason);
    try {
      const root = await realpath(this.options.dir);
      await access(root, constants.R_OK | constants.X_OK);
      if ((await stat(root)).isDirectory()) return root;
    } catch (error) {
      throw outOfReach(this.options.dir, toFault(error).message, error);
    }
    throw outOfReach(this.options.dir, 'it is not a folder');
  }

  /** What is in the folder, as of less than five minutes ago. */
  async current(signal: AbortSignal): Promise<FolderIndex> {
    await this.reach(signal);
    if (this.index !== undefined && this.options.clock.now() - this.checkedAt < freshForMs) return this.index;
    if (this.walking === undefined) return untilAborted(this.start(''), signal);
    // A walk of one folder makes nothing else fresh.
    return untilAborted(this.walksAll ? this.walking : this.walking.then(() => this.current(signal)), signal);
  }

  /**
   * Starts a walk and returns, or has another one follow the walk that runs.
   * @param folder absolute, or below the music folder; undefined for all of it
   * @throws Fault `invalid_argument` for a folder outside
   */
  async scan(folder: string | undefined, signal: AbortSignal): Promise<void> {
    const root = await this.reach(signal);
    const from = folder === undefined ? '' : await insideOf(root, this.options.dir, folder);
    if (this.walking !== undefined) this.next = this.next === undefined || this.next === from ? from : '';
    else this.start(from).catch((error: unknown) => this.options.log.error({ err: error }, 'the music folder could not be scanned'));
  }

  /** Reads these files again, because they have just been written. */
  async reread(rows: readonly FileRow[]): Promise<void> {
    const root = await realpath(this.options.dir);
    const shared = new SharedTexts();
    const folders = new Map(this.index?.folders);
    for (const row of rows) {
      const path = join(root, pathOf(row));
      const read = await readRow({ path, folder: row.folder, name: row.name }, await lstat(path), shared);
      const files = folders.get(row.folder);
      if (read === undefined || files === undefined) continue;
      const changed = { ...read, addedAt: Math.min(read.addedAt, row.addedAt) };
      folders.set(row.folder, { ...files, rows: files.rows.map((one) => (one.id === row.id ? changed : one)) });
    }
    this.index = new FolderIndex(folders);
  }

  private start(from: string): Promise<FolderIndex> {
    const wanted = this.index === undefined ? '' : from;
    this.walksAll = wanted === '';
    const walk = this.walk(wanted).finally(() => {
      this.walking = undefined;
      const { next } = this;
      this.next = undefined;
      if (next !== undefined) this.start(next).catch((error: unknown) => this.options.log.error({ err: error }, 'a scan failed'));
    });
    this.walking = walk;
    // Whoever waits for it hears of a failure; it may be that nobody does.
    walk.catch(() => undefined);
    return walk;
  }

  private async walk(from: string): Promise<FolderIndex> {
    const { dir, playlistsDir, clock } = this.options;
    const before = this.index ?? new FolderIndex();
    try {
      const root = await realpath(dir);
      const skipped = relative(root, await realpath(playlistsDir).catch(() => playlistsDir));
      const { folders, problems } = await new FolderWalk(root, before.folders, isOutside(skipped) ? undefined : skipped).walk(from);
      const found = new FolderIndex(folders);
      // What a volume leaves behind when it is unmounted is an empty folder.
      if (found.size === 0 && before.size > 0 && (await readdir(root)).length === 0) throw outOfReach(dir, 'it is suddenly empty');
      this.index = found;
      if (this.checkedAt === 0) this.options.log.info({ files: found.size }, 'the music folder has been read for the first time');
      if (from === '') this.checkedAt = clock.now();
      this.report(problems);
      return found;
    } catch (error) {
      const fault = toFault(error);
      throw fault.code === 'unavailable' || fault.code === 'internal' ? fault : outOfReach(dir, fault.message, error);
    }
  }

  /** Once, not after each walk that finds the same. */
  private report(problems: readonly string[]): void {
    const text = problems.join('\n');
    if (text === this.reported) return;
    this.reported = text;
    if (problems.length === 0) return;
    const named = problems.slice(0, namedProblems);
    this.options.log.warn({ problems: named, count: problems.length }, 'parts of the music folder could not be read');
  }
}

/** The path below the music folder of a folder that is named by either name of that, links followed. */
async function insideOf(root: string, dir: string, folder: string): Promise<string> {
  for (const base of [dir, root]) {
    const named = relative(base, resolve(base, folder));
    if (isOutside(named)) continue;
    const place = join(root, named);
    const inside = relative(root, await realpath(place).catch(() => place));
    if (!isOutside(inside)) return inside.split(sep).join('/');
  }
  throw new Fault('invalid_argument', `${folder} is not in the music folder ${dir}`, {
    hint: 'SERVER_LIBRARY_DIR must say where SOULSYNC_DIR has the library.',
  });
}

/** Of a relative path; the folder itself is inside. */
export function isOutside(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function outOfReach(dir: string, why: string, cause?: unknown): Fault {
  return new Fault('unavailable', `the music folder ${dir} cannot be read: ${why}`, {
    hint: 'Is its volume mounted, and is SOULSYNC_DIR right?',
    cause,
  });
}

/** Leaves a walk to the others who wait for it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw toFault(signal.reason);
  let left: (() => void) | undefined;
  const gone = new Promise<never>((_, reject) => {
    left = () => reject(toFault(signal.reason));
    signal.addEventListener('abort', left, { once: true });
  });
  try {
    return await Promise.race([work, gone]);
  } finally {
    if (left !== undefined) signal.removeEventListener('abort', left);
  }
}
