import { constants, type Dirent } from 'node:fs';
import { access, lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { coverNames, isSkippedFolder, kindOfFile } from '../../core/library/file-kinds.js';
import {
  type ChangedFolder,
  extensionOf,
  type FileKey,
  type FoundFile,
  type LibraryRoot,
  type ScanProblem,
  splitPath,
} from '../../core/library/model.js';
import type { FolderListing, FolderWalker } from '../../core/library/ports.js';
import { holds } from '../../core/library/scan-scope.js';

/** Folders read at once, and entries of one folder inspected at once: bounds open handles and memory. */
const foldersAtOnce = 8;
const entriesAtOnce = 64;

interface RealRoot {
  readonly root: string;
  readonly realPath: string;
  readonly device: number;
}

interface PendingFolder {
  readonly at: RealRoot;
  readonly folder: string;
  /** Of the folder that it lies in. */
  readonly device: number;
  /** Its folders are not entered. */
  readonly alone?: boolean;
}

/** Walks folders of the local file system. */
export class LocalFolderWalker implements FolderWalker {
  async *walk(roots: readonly LibraryRoot[], signal: AbortSignal, folders?: readonly ChangedFolder[]): AsyncIterable<FolderListing> {
    const found = await findRoots(roots);
    yield* found.listings;
    const realPaths = new Set(found.roots.map(({ realPath }) => realPath));
    const whole = found.roots.map((at): PendingFolder => ({ at, folder: '', device: at.device }));
    const pending = folders === undefined ? whole : await namedFolders(found.roots, folders);
    while (pending.length > 0) {
      signal.throwIfAborted();
      const batch = pending.splice(-foldersAtOnce);
      for (const { listing, below } of await Promise.all(batch.map((folder) => listFolder(folder, realPaths, signal)))) {
        pending.push(...below);
        yield listing;
      }
    }
  }
}

/** The folders to begin with, each once; those that are gone are replaced by the nearest one above that is not. */
async function namedFolders(roots: readonly RealRoot[], folders: readonly ChangedFolder[]): Promise<PendingFolder[]> {
  const pending = new Map<string, PendingFolder>();
  for (const wanted of folders) {
    const at = roots.find(({ root }) => root === wanted.root);
    if (at === undefined || folders.some((other) => other !== wanted && other.whole && holds(other, wanted) && !holds(wanted, other)))
      continue;
    const folder = await standingFolder(at, wanted.path);
    const key = join(at.realPath, folder);
    const alone = (folder !== wanted.path || !wanted.whole) && pending.get(key)?.alone !== false;
    const device = folder === '' ? at.device : (await lstat(dirname(key))).dev;
    pending.set(key, { at, folder, device, alone });
  }
  return [...pending.values()];
}

async function standingFolder({ realPath }: RealRoot, path: string): Promise<string> {
  for (let folder = path; folder !== ''; folder = splitPath(folder).folder) {
    const stats = await lstat(join(realPath, folder)).catch(() => undefined);
    if (stats?.isDirectory() === true) return folder;
  }
  return '';
}

/** Roots that lead to the same folder are walked once, under the first name. */
async function findRoots(roots: readonly LibraryRoot[]): Promise<{ roots: RealRoot[]; listings: FolderListing[] }> {
  const real = new Map<string, RealRoot>();
  const listings: FolderListing[] = [];
  for (const { path } of roots) {
    const listing = { root: path, path: '', empty: false, mounted: false, audio: [], playlists: [], unread: [] };
    try {
      const realPath = await realpath(path);
      const stats = await stat(realPath);
      const twin = real.get(realPath);
      if (!stats.isDirectory()) listings.push({ ...listing, unreadable: 'not a folder', problems: [] });
      else if (twin === undefined) real.set(realPath, { root: path, realPath, device: stats.dev });
      else listings.push({ ...listing, unreadable: undefined, problems: [{ path, reason: `the same folder as ${twin.root}` }] });
    } catch (error) {
      listings.push({ ...listing, unreadable: reasonOf(error), problems: [] });
    }
  }
  return { roots: [...real.values()], listings };
}

async function listFolder(
  { at, folder, device: parentDevice, alone = false }: PendingFolder,
  roots: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ listing: FolderListing; below: PendingFolder[] }> {
  const path = join(at.realPath, folder);
  const base = {
    root: at.root,
    path: folder,
    unreadable: undefined,
    empty: false,
    mounted: false,
    audio: [],
    playlists: [],
    unread: [],
    problems: [],
  };
  try {
    const { dev: device } = await lstat(path);
    const entries = await readdir(path, { withFileTypes: true });
    const inside = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    const folders = entries
      .filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name) && !roots.has(join(path, entry.name)))
      .map((entry) => entry.name);
    const below = alone ? [] : folders.map((name) => ({ at, folder: inside(name), device }));
    const files = await lookAtFiles({ at, path, inside }, entries, roots, signal);
    return { listing: { ...base, ...files, folders, empty: entries.length === 0, mounted: device !== parentDevice }, below };
  } catch (error) {
    signal.throwIfAborted();
    const fault = toFault(error);
    // It vanished after its parent was read; it is not out of reach.
    if (fault.code === 'not_found' && folder !== '') return { listing: { ...base, problems: await unnameable(folder, path) }, below: [] };
    return { listing: { ...base, unreadable: reasonOf(error) }, below: [] };
  }
}

interface Place {
  readonly at: RealRoot;
  /** Real path of the folder. */
  readonly path: string;
  readonly inside: (name: string) => string;
}

async function lookAtFiles(
  place: Place,
  entries: readonly Dirent[],
  roots: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Pick<FolderListing, 'audio' | 'playlists' | 'unread' | 'problems'>> {
  const audio: FoundFile[] = [];
  const playlists: FoundFile[] = [];
  const lyrics = new Map<string, string>();
  const pictures = new Map<string, string>();
  const problems: ScanProblem[] = [];
  const unread = new Map<string, FileKey>();
  const look = async (entry: Dirent): Promise<void> => {
    const kind = kindOfFile(entry.name);
    if (kind === 'unread' && entry.isFile()) unread.set(extensionOf(entry.name), { root: place.at.root, path: place.inside(entry.name) });
    else if (entry.isSymbolicLink())
      problems.push(...(await lookAtLink(place, entry.name, kind === 'audio' || kind === 'playlist', roots)));
    else if (kind !== 'other' && kind !== 'unread' && entry.isFile()) {
      const file = await lookAtFile(place, entry.name, problems);
      if (file === undefined) return;
      if (kind === 'lyrics') lyrics.set(stemOf(entry.name), `${file.size}-${file.mtimeMs}`);
      else if (kind === 'picture') pictures.set(entry.name.toLowerCase(), `${file.size}-${file.mtimeMs}`);
      else (kind === 'audio' ? audio : playlists).push(file);
    }
  };
  for (let from = 0; from < entries.length; from += entriesAtOnce) {
    signal.throwIfAborted();
    await Promise.all(entries.slice(from, from + entriesAtOnce).map(look));
  }
  const picture = coverNames.find((name) => pictures.has(name));
  const pictureStamp = picture === undefined ? undefined : `${picture} ${pictures.get(picture)}`;
  const described = lyrics.size === 0 ? audio : audio.map((file) => withLyrics(file, lyrics));
  return {
    audio: pictureStamp === undefined ? described : described.map((file) => ({ ...file, pictureStamp })),
    playlists,
    unread: [...unread.values()],
    problems,
  };
}

/** As `CompanionReader` finds lyrics beside a file. */
const stemOf = (name: string): string => name.slice(0, name.length - extname(name).length).toLowerCase();

function withLyrics(file: FoundFile, lyrics: ReadonlyMap<string, string>): FoundFile {
  const lyricsStamp = lyrics.get(stemOf(splitPath(file.path).name));
  return lyricsStamp === undefined ? file : { ...file, lyricsStamp };
}

async function lookAtFile(place: Place, name: string, problems: ScanProblem[]): Promise<FoundFile | undefined> {
  try {
    const stats = await lstat(join(place.path, name));
    if (!stats.isFile()) return undefined;
    return { root: place.at.root, path: place.inside(name), size: stats.size, mtimeMs: stats.mtimeMs, inode: stats.ino };
  } catch (error) {
    const path = join(place.path, name);
    if (toFault(error).code === 'not_found') problems.push(...(await unnameable(name, path)));
    else problems.push({ path, reason: reasonOf(error) });
    return undefined;
  }
}

/** A name that is not UTF-8 arrives with replacement characters, and no call can open it by that name. */
async function unnameable(name: string, path: string): Promise<ScanProblem[]> {
  return name.includes('\uFFFD') ? [{ path, reason: 'its name is not valid UTF-8; rename it' }] : [];
}

/**
 * Links are never followed. A target inside a root is walked there anyway, which also rules out loops. A target
 * outside the roots was not offered, and is reported.
 */
async function lookAtLink(place: Place, name: string, matters: boolean, roots: ReadonlySet<string>): Promise<ScanProblem[]> {
  const path = join(place.path, name);
  if (name.startsWith('.')) return [];
  try {
    const target = await realpath(path);
    const isInside = [...roots].some((root) => target === root || target.startsWith(root === '/' ? root : `${root}/`));
    if (isInside || !(matters || (await stat(target)).isDirectory())) return [];
    return [{ path, reason: 'links out of the library folders are not followed' }];
  } catch (error) {
    if (!matters) return [];
    const target = await readlink(path).catch(() => undefined);
    // The link itself vanished: nothing to report.
    if (target === undefined) return [];
    return [{ path, reason: toFault(error).code === 'not_found' ? `a link that leads nowhere (${target})` : reasonOf(error) }];
  }
}

function reasonOf(error: unknown): string {
  const fault = toFault(error);
  if (fault.code === 'not_found') return 'no such folder';
  if (fault.code === 'permission_denied') return 'permission denied';
  if (fault instanceof Fault && fault.code !== 'internal') return fault.message;
  return `cannot be read (${String((error as { code?: unknown }).code ?? 'unknown error')})`;
}

/** Whether a folder is there and can be read. */
export async function isReadableFolder(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK | constants.X_OK);
    return (await stat(path)).isDirectory();
  } catch {
    // Missing, forbidden, or on a file system that is gone: unreadable in every case.
    return false;
  }
}
