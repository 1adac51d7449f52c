import { absolutePath, type FileKey, type FoundFile, type KnownFile, type ScanProblem } from './model.js';
import { type FolderListing, type Pause, sameStamp } from './ports.js';

/** A folder that could not be looked into: what was known below it stays as it was. */
export interface KeptFolder {
  readonly root: string;
  /** Empty for the whole root. */
  readonly folder: string;
}

/** What the walk says about folders as such. */
export interface FolderView {
  readonly kept: readonly KeptFolder[];
  /** Mount points inside roots, for the next scan to miss. */
  readonly mounts: readonly FileKey[];
  readonly problems: readonly ScanProblem[];
}

/**
 * Decides which folders are out of reach rather than emptied. A folder that cannot be read is; so is a
 * root without any music where there was some, and a former mount point that is now an empty folder of
 * the device above: that is what an unmounted volume looks like.
 */
export function viewFolders(listings: readonly FolderListing[], known: readonly KnownFile[], mounts: readonly FileKey[]): FolderView {
  const kept: KeptFolder[] = [];
  const problems: ScanProblem[] = [];
  const keep = (root: string, folder: string, reason: string): void => {
    kept.push({ root, folder });
    problems.push({ path: absolutePath({ root, path: folder }), reason });
  };
  const mountedBefore = new Set(mounts.map(absolutePath));
  for (const listing of listings) {
    if (listing.unreadable !== undefined) keep(listing.root, listing.folder, listing.unreadable);
    else if (listing.folder !== '' && listing.empty && !listing.mounted && mountedBefore.has(absolutePath(folderKey(listing)))) {
      keep(listing.root, listing.folder, 'a volume was mounted here and is not now; its files are kept as they were');
    }
  }
  for (const root of new Set(listings.map((listing) => listing.root))) {
    const hasMusic = listings.some((listing) => listing.root === root && listing.audio.length > 0);
    const hadMusic = known.some((file) => file.root === root && file.state === 'listed');
    const isKept = kept.some((folder) => folder.root === root && folder.folder === '');
    if (!hasMusic && hadMusic && !isKept) {
      keep(
        root,
        '',
        'no music is found here any more; what was known is kept in case a volume is not mounted. Remove the folder from LIBRARY_FOLDERS to forget it',
      );
    }
  }
  const present = listings.filter((listing) => listing.folder !== '' && listing.mounted).map(folderKey);
  const missed = mounts.filter((mount) => isWithin(mount, kept));
  return { kept, mounts: uniqueKeys([...present, ...missed]), problems };
}

function folderKey(listing: FolderListing): FileKey {
  return { root: listing.root, path: listing.folder };
}

function uniqueKeys(keys: readonly FileKey[]): FileKey[] {
  return [...new Map(keys.map((key) => [absolutePath(key), { root: key.root, path: key.path }])).values()];
}

/** Whether a file lies in one of these folders. */
export function isWithin(key: FileKey, folders: readonly KeptFolder[]): boolean {
  return folders.some(
    ({ root, folder }) => key.root === root && (folder === '' || key.path === folder || key.path.startsWith(`${folder}/`)),
  );
}

/** How what was found relates to what was known, before any file is opened. */
export interface Comparison {
  /** Same place, same stamp. */
  readonly unchanged: readonly KnownFile[];
  /** Out of reach; see `viewFolders`. */
  readonly kept: readonly KnownFile[];
  /** Renamed: same inode, size and time under another path. Not opened. */
  readonly renamed: readonly { readonly file: FoundFile; readonly from: KnownFile }[];
  /** New or changed; must be opened. */
  readonly toOpen: readonly { readonly file: FoundFile; readonly known: KnownFile | undefined }[];
  /** Nothing is in their place. */
  readonly missing: readonly KnownFile[];
}

/** Files compared before other work gets its turn. */
const batch = 5000;

/** Compares without opening anything. `known` holds the gone files too. */
export async function compare(
  found: readonly FoundFile[],
  known: readonly KnownFile[],
  folders: readonly KeptFolder[],
  pause: Pause,
): Promise<Comparison> {
  const live = new Map(known.filter((file) => file.state !== 'gone').map((file) => [absolutePath(file), file]));
  await pause();
  const unchanged: KnownFile[] = [];
  const candidates: { file: FoundFile; known: KnownFile | undefined }[] = [];
  for (const [index, file] of found.entries()) {
    if (index % batch === batch - 1) await pause();
    const before = live.get(absolutePath(file));
    live.delete(absolutePath(file));
    // The root is part of the key: the same path below another root is another backend.
    if (before !== undefined && before.root === file.root && sameStamp(before, file)) unchanged.push(before);
    else candidates.push({ file, known: before });
  }
  const kept: KnownFile[] = [];
  const missing: KnownFile[] = [];
  for (const file of live.values()) (isWithin(file, folders) ? kept : missing).push(file);
  return { unchanged, kept, ...takeRenamed(candidates, missing) };
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
    // A broken file may be so because of its name: look again under the new one.
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
