import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { siblingLocator, type TrackPlace, trackLocator } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder, share, syncFolder, writeAtomically } from '@catalogsync/runtime';
import type { LibraryFolder, PlacedFile } from '../../core/download/library-folder.js';
import type { StagedFile } from '../../core/download/song-downloader.js';

/** Unfinished copies: on the same volume, out of the way, cleared before a process's first copy. */
const incoming = '.incoming';
/** Different songs with the same artist and title; more than this is a fault of their source. */
const mostAttempts = 1000;
const withoutLinks: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

/** A library on a local volume. Nobody else writes to it while the orchestrator owns the catalogue. */
export class LocalLibraryFolder implements LibraryFolder {
  private cleared: Promise<void> | undefined;
  /** Placed by one attempt and found by another, which may have recorded them since. */
  private readonly shared = new Set<string>();
  /** Placing and removing take turns: nothing is removed between being found and being marked as shared. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly backend: string,
    readonly root: string,
  ) {}

  async place(file: StagedFile, song: Omit<TrackPlace, 'ext'>, signal: AbortSignal): Promise<PlacedFile> {
    const copy = join(this.root, incoming, randomUUID());
    try {
      this.cleared ??= this.clear();
      await this.cleared;
      await copyVerified(file, copy, signal);
      const { locator, made } = await this.inTurn(() => this.settle(copy, file, { ...song, ext: file.ext }));
      await this.sync(dirname(locator));
      const { made: lyricsMade, ...lyrics } = await this.placeLyrics(file.lyricsPath, locator);
      return { locator, made: [...made, ...lyricsMade], ...lyrics };
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof Fault ? error : toFault(error);
    } finally {
      await rm(copy, { force: true });
    }
  }

  async remove({ locator, made }: PlacedFile): Promise<void> {
    await this.inTurn(async () => {
      if (this.shared.has(locator)) return;
      for (const path of made) await rm(join(this.root, path), { force: true });
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async clear(): Promise<void> {
    await rm(join(this.root, incoming), { recursive: true, force: true });
    await makeFolder(join(this.root, incoming));
  }

  /** The song's first place that is free or already has this file. */
  private async settle(copy: string, file: StagedFile, place: TrackPlace): Promise<PlacedFile> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const locator = trackLocator(place, attempt);
      const target = join(this.root, locator);
      await makeFolder(dirname(target));
      if (await linkFree(copy, target)) return { locator, made: [locator] };
      if (await holds(target, file)) {
        this.shared.add(locator);
        return { locator, made: [] };
      }
    }
    throw new Fault('failed_precondition', `there are ${mostAttempts} files with the name ${trackLocator(place)}`);
  }

  /**
   * Every folder from the root down to this one, whoever made it: an attempt that was cut off after placing its file may
   * have left them unsynced.
   */
  private async sync(folder: string): Promise<void> {
    for (let path = folder; path !== '.'; path = dirname(path)) await syncFolder(join(this.root, path));
    await syncFolder(this.root);
  }

  /** Behaviour 61: existing lyrics belong to the owner. */
  private async placeLyrics(from: string | undefined, locator: string): Promise<Pick<PlacedFile, 'made' | 'lyrics'>> {
    const beside = siblingLocator(locator, 'lrc');
    const target = join(this.root, beside);
    if (from === undefined) return { made: [] };
    const found = await readFile(from);
    // A scan of the library takes over the owner's own.
    if ((await sizeOf(target)) !== undefined) return { made: [], lyrics: found.toString() };
    await writeAtomically(target, found);
    return { made: [beside], lyrics: found.toString() };
  }
}

/** @throws Fault `data_corrupt` if the copy does not match the description */
async function copyVerified(file: StagedFile, copy: string, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  async function* hashed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  await (await open(copy, 'wx', 0o644)).close();
  // The library is for other programs too, unlike the home.
  await share(copy, 0o644);
  const target = createWriteStream(copy, { flags: 'r+', flush: true });
  await pipeline(createReadStream(file.path), hashed, target, { signal });
  if (hash.digest('hex') !== file.sha256) throw new Fault('data_corrupt', 'the downloaded file changed after it was verified');
}

/** Publishes the copy under its name unless that is taken. */
async function linkFree(copy: string, target: string): Promise<boolean> {
  try {
    await link(copy, target);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!withoutLinks.has(code)) throw error;
  }
  // A file system without hard links; nobody else writes here, so there is no race.
  if ((await sizeOf(target)) !== undefined) return false;
  await rename(copy, target);
  return true;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Whether this very file is there, and then also on disk. An earlier attempt may have been cut off after placing the
 * file but before recording it.
 */
async function holds(target: string, file: StagedFile): Promise<boolean> {
  if ((await sizeOf(target)) !== file.fileSizeBytes) return false;
  const handle = await open(target);
  try {
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== file.sha256) return false;
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}
