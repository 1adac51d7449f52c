import { absolutePath, type FileKey, type FolderKey, type FoundFile, type KnownFile, type ScanProblem, tagRules } from './model.js';
import { type FolderListing, type Pause, sameStamp } from './ports.js';
import type { ScanScope } from './scan-scope.js';

/** What the walk found out about the folders themselves. */
export interface FolderView {
  /** Those that could not be read: what was known below them stays. */
  readonly kept: readonly FolderKey[];
  /** Mount points inside roots, so that the next scan notices if one is gone. */
  readonly mounts: readonly FolderKey[];
  readonly problems: readonly ScanProblem[];
}

/** What is known where the scan looked. */
export interface KnownFiles {
  readonly inside: readonly KnownFile[];
  /** Roots that have listed files elsewhere. */
  readonly musicElsewhere: ReadonlySet<string>;
}

/**
 * Decides which folders are out of reach rather than emptied: unreadable folders, roots that had music and now have
 * none, and former mount points that are now empty folders of the parent device. The last two are what an unmounted
 * volume looks like.
 */
export function viewFolders(
  listings: readonly FolderListing[],
  { inside, musicElsewhere }: KnownFiles,
  mounts: readonly FolderKey[],
  scope: Pick<ScanScope, 'coversFolder'>,
): FolderView {
  const kept: FolderKey[] = [];
  const problems: ScanProblem[] = [];
  const keep = ({ root, path }: FolderKey, reason: string): void => {
    kept.push({ root, path });
    problems.push({ path: absolutePath({ root, path }), reason });
  };
  const mountedBefore = new Set(mounts.map(absolutePath));
  for (const listing of listings) {
    if (listing.unreadable !== undefined) keep(listing, listing.unreadable);
    else if (listing.path !== '' && listing.empty && !listing.mounted && mountedBefore.has(absolutePath(listing))) {
      keep(listing, 'the volume that was mounted here is gone; its files are kept as they were');
    }
  }
  for (const root of new Set(listings.map((listing) => listing.root))) {
    const isMusic = (file: KnownFile): boolean => file.root === root && file.state === 'listed';
    const hasMusic = listings.some((listing) => listing.root === root && listing.audio.length > 0) || musicElsewhere.has(root);
    const hadMusic = inside.some(isMusic);
    const isKept = kept.some((folder) => folder.root === root && folder.path === '');
    if (!hasMusic && hadMusic && !isKept) {
      keep(
        { root, path: '' },
        'there is no music here any more; its files are kept in case a volume is not mounted. Remove the folder from LIBRARY_FOLDERS to forget it',
      );
    }
  }
  const present = listings.filter((listing) => listing.path !== '' && listing.mounted);
  const missed = mounts.filter((mount) => isWithin(mount, kept) || !scope.coversFolder(mount));
  return { kept, mounts: uniqueKeys([...present, ...missed]), problems };
}

function uniqueKeys(keys: readonly FolderKey[]): FolderKey[] {
  return [...new Map(keys.map(({ root, path }) => [absolutePath({ root, path }), { root, path }])).values()];
}

/** Whether a file lies in one of these folders. */
export function isWithin(key: FileKey, folders: readonly FolderKey[]): boolean {
  return folders.some(({ root, path }) => key.root === root && (path === '' || key.path === path || key.path.startsWith(`${path}/`)));
}

/** Compares what was found with what was known, before opening any file. */
export interface Comparison {
  /** Same place, same stamp. */
  readonly unchanged: readonly KnownFile[];
  /** Out of reach; see `viewFolders`. */
  readonly kept: readonly KnownFile[];
  /** Renamed: same inode, size and time under another path. Not opened. */
  readonly renamed: readonly { readonly file: FoundFile; readonly from: KnownFile }[];
  /** Unchanged files whose lyrics or picture beside them came, changed or went. */
  readonly companionsChanged: readonly { readonly file: FoundFile; readonly known: KnownFile }[];
  /** New or changed, or read by an earlier version; to be opened. */
  readonly toOpen: readonly { readonly file: FoundFile; readonly known: KnownFile | undefined }[];
  /** Nothing is in their place any more. */
  readonly missing: readonly KnownFile[];
}

/** Files compared before yielding to other work. */
const batch = 5000;

/** Compares without opening anything. `known` includes gone files. */
export async function compare(
  found: readonly FoundFile[],
  known: readonly KnownFile[],
  folders: readonly FolderKey[],
  pause: Pause,
): Promise<Comparison> {
  const live = new Map(known.filter((file) => file.state !== 'gone').map((file) => [absolutePath(file), file]));
  const files = new KnownInodes(known);
  await pause();
  const unchanged: KnownFile[] = [];
  const companionsChanged: { file: FoundFile; known: KnownFile }[] = [];
  const candidates: { file: FoundFile; known: KnownFile | undefined }[] = [];
  for (const [index, file] of found.entries()) {
    if (index % batch === batch - 1) await pause();
    const before = live.get(absolutePath(file));
    live.delete(absolutePath(file));
    // The root is part of the key: the same path under another root belongs to another backend.
    const isSame = before !== undefined && before.root === file.root && sameStamp(before, file);
    if (!isSame || isOutdated(before) || files.isAnother(file, before)) candidates.push({ file, known: before });
    else {
      unchanged.push(before);
      if (!sameCompanions(before, file)) companionsChanged.push({ file, known: before });
    }
  }
  const kept: KnownFile[] = [];
  const missing: KnownFile[] = [];
  for (const file of live.values()) (isWithin(file, folders) ? kept : missing).push(file);
  return { unchanged, kept, companionsChanged, ...takeRenamed(candidates, missing) };
}

const sameCompanions = (known: KnownFile, file: FoundFile): boolean =>
  known.lyricsStamp === file.lyricsStamp && known.pictureStamp === file.pictureStamp;

/** Whether an earlier version read its tags, and less of them. */
export const isOutdated = ({ state, tagRules: readBy }: KnownFile): boolean => state === 'listed' && readBy < tagRules;

/**
 * Files of one size written within one tick of the kernel's clock have equal stamps. If they take each other's names, only
 * the inodes tell. A new inode that no file had proves nothing: network file systems number files anew.
 */
class KnownInodes {
  private keys: ReadonlySet<string> | undefined;

  constructor(private readonly known: readonly KnownFile[]) {}

  /** Whether a file with the stamp of the one that was in its place is one that was elsewhere. */
  isAnother(file: FoundFile, before: KnownFile): boolean {
    if (file.inode === before.inode) return false;
    this.keys ??= new Set(this.known.map(inodeKey));
    return this.keys.has(inodeKey(file));
  }
}

function takeRenamed(
  candidates: readonly { file: FoundFile; known: KnownFile | undefined }[],
  missing: readonly KnownFile[],
): Pick<Comparison, 'renamed' | 'toOpen' | 'missing'> {
  const byInode = new Map(missing.map((file) => [inodeKey(file), file]));
  const renamed: { file: FoundFile; from: KnownFile }[] = [];
  const toOpen: { file: FoundFile; known: KnownFile | undefined }[] = [];
  for (const { file, known } of candidates) {
    const from = known === undefined ? byInode.get(inodeKey(file)) : undefined;
    // A file may be broken because of its name: check it again under the new one.
    if (from === undefined || from.state !== 'listed' || extension(from.path) !== extension(file.path)) toOpen.push({ file, known });
    else {
      renamed.push({ file, from });
      byInode.delete(inodeKey(file));
    }
  }
  const moved = new Set(renamed.map(({ from }) => from));
  return { renamed, toOpen, missing: missing.filter((file) => !moved.has(file)) };
}

const inodeKey = (file: FoundFile): string => `${file.inode}:${file.size}:${file.mtimeMs}`;

const extension = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();
