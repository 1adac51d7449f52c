import { Fault } from '@catalogsync/faults';
import { isSkippedFolder } from './file-kinds.js';
import { absolutePath, type ChangedFolder, type FileKey, type FolderKey, type LibraryRoot, type LookedPlaces, splitPath } from './model.js';
import type { FolderListing } from './ports.js';

/** A folder by its absolute path, as other programs name it. */
export interface NamedFolder {
  readonly path: string;
  readonly whole: boolean;
}

/**
 * The part of the library that a scan has looked at: what is known of the rest stays. A folder that its parent no longer
 * lists belongs to it, with everything below: it is gone.
 */
export class ScanScope {
  private readonly listings: ReadonlyMap<string, FolderListing>;
  private readonly answers = new Map<string, boolean>();
  /** Undefined for the whole library. */
  readonly places: LookedPlaces | undefined;

  /** @param wanted undefined for the whole library */
  constructor(
    private readonly wanted: readonly ChangedFolder[] | undefined,
    listings: readonly FolderListing[],
  ) {
    this.listings = new Map(wanted === undefined ? [] : listings.map((listing) => [absolutePath(listing), listing]));
    this.places = wanted && placesOf(wanted, listings);
  }

  /** Whether the scan would have found this file if it were there. */
  covers({ root, path }: FileKey): boolean {
    return this.coversFolder({ root, path: splitPath(path).folder });
  }

  coversFolder(folder: FolderKey): boolean {
    if (this.wanted === undefined) return true;
    const place = absolutePath(folder);
    const answer = this.answers.get(place) ?? (this.looked(folder, this.wanted) || this.isGone(folder));
    this.answers.set(place, answer);
    return answer;
  }

  private looked(folder: FolderKey, wanted: readonly ChangedFolder[]): boolean {
    if (this.listings.get(absolutePath(folder))?.root === folder.root) return true;
    return wanted.some((one) => one.whole && holds(one, folder));
  }

  private isGone({ root, path }: FolderKey): boolean {
    if (path === '') return false;
    const { folder, name } = splitPath(path);
    const parent = { root, path: folder };
    const listing = this.listings.get(absolutePath(parent));
    return listing === undefined ? this.coversFolder(parent) : listing.folders?.includes(name) !== true;
  }
}

function placesOf(wanted: readonly ChangedFolder[], listings: readonly FolderListing[]): LookedPlaces {
  const whole = wanted.filter((folder) => folder.whole);
  const trees = whole.filter((tree) => !whole.some((other) => other !== tree && holds(other, tree)));
  const folders = listings.filter((listing) => !trees.some((tree) => holds(tree, listing)));
  return { trees, folders: folders.map(({ root, path, folders: inside }) => ({ root, path, folders: new Set(inside) })) };
}

/** Whether a folder is another one or lies in it. */
export function holds(outer: FolderKey, { root, path }: FolderKey): boolean {
  return outer.root === root && (outer.path === '' || path === outer.path || path.startsWith(`${outer.path}/`));
}

/**
 * Folders by their absolute paths, each below the library folder it is nearest to.
 * @throws Fault `failed_precondition` if there are no library folders, `invalid_argument` for a folder outside them or one
 *   that no scan enters
 */
export function foldersNamed(named: readonly NamedFolder[], roots: readonly LibraryRoot[]): ChangedFolder[] {
  if (roots.length === 0)
    throw new Fault('failed_precondition', 'there are no library folders', { hint: 'Set LIBRARY_FOLDERS, or use: up --library DIR' });
  return named.map(({ path, whole }) => ({ ...folderNamed(path, roots), whole }));
}

function folderNamed(given: string, roots: readonly LibraryRoot[]): FolderKey {
  const wanted = given.length > 1 ? given.replace(/\/+$/, '') : given;
  const inside = roots.filter(({ path }) => wanted === path || wanted.startsWith(path === '/' ? path : `${path}/`));
  const [nearest] = inside.sort((a, b) => b.path.length - a.path.length);
  if (nearest === undefined) {
    throw new Fault('invalid_argument', `the folder is not in the library: ${given}`, {
      hint: `The library folders are: ${roots.map(({ path }) => path).join(', ')}.`,
    });
  }
  const path = wanted.slice(nearest.path === '/' ? 1 : nearest.path.length + 1);
  const skipped = path.split('/').find(isSkippedFolder);
  if (skipped !== undefined)
    throw new Fault('invalid_argument', `no scan enters the folder "${skipped}": ${given}`, {
      hint: 'Hidden and system folders are left out.',
    });
  return { root: nearest.path, path };
}
