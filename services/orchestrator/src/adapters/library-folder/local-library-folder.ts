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
      const placed = await this.settle(copy, file, { ...song, ext: file.ext });
      if (file.lyricsPath !== undefined) await this.placeLyrics(file.lyricsPath, placed.locator);
      return placed;
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof Fault ? error : toFault(error);
    } finally {
      await rm(copy, { force: true });
    }
  }

  async remove(locator: string): Promise<void> {
    await rm(join(this.root, locator), { force: true });
    await rm(join(this.root, siblingLocator(locator, 'lrc')), { force: true });
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
      if (await linkFree(copy, target)) {
        await syncFolder(dirname(target));
        await syncFolder(dirname(dirname(target)));
        return { locator, isNew: true };
      }
      if (await holds(target, file)) return { locator, isNew: false };
    }
    throw new Fault('failed_precondition', `there are ${mostAttempts} files with the name ${trackLocator(place)}`);
  }

  /** Behaviour 61: existing lyrics belong to the owner. */
  private async placeLyrics(from: string, locator: string): Promise<void> {
    const target = join(this.root, siblingLocator(locator, 'lrc'));
    if ((await sizeOf(target)) === undefined) await writeAtomically(target, await readFile(from));
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

/** An earlier attempt may have been cut off after placing the file but before recording it. */
async function holds(target: string, file: StagedFile): Promise<boolean> {
  if ((await sizeOf(target)) !== file.fileSizeBytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(target)) hash.update(chunk as Buffer);
  return hash.digest('hex') === file.sha256;
}
