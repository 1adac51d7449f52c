import { compare, viewFolders } from '../compare.js';
import type { LibraryStore } from '../library-store.js';
import { absolutePath } from '../model.js';
import type { FolderListing, FolderWalker, Pause } from '../ports.js';
import { type ScanPhase, type ScanRun, throwIfAborted } from '../scan-run.js';

/** Lists the folders and compares them with known data, without opening a file. */
export class WalkPhase implements ScanPhase {
  readonly name = 'walk';

  constructor(
    private readonly walker: FolderWalker,
    private readonly store: LibraryStore,
    private readonly pause: Pause,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    scan.listings = await this.walk(scan);
    scan.record = await this.store.record(scan.signal);
    throwIfAborted(scan.signal);
    scan.folders = viewFolders(scan.listings, scan.record.files, scan.record.mounts);
    scan.problems.addAll(scan.folders.problems, scan.folders.problems.length);
    const found = scan.listings.flatMap((listing) => listing.audio);
    scan.comparison = await compare(found, scan.record.files, scan.folders.kept, this.pause);
    scan.report({ filesSeen: found.length, filesTotal: found.length, filesRead: 0, currentPath: '' });
  }

  private async walk(scan: ScanRun): Promise<FolderListing[]> {
    const listings: FolderListing[] = [];
    let filesSeen = 0;
    for await (const listing of this.walker.walk(scan.roots, scan.signal)) {
      throwIfAborted(scan.signal);
      listings.push(listing);
      scan.problems.addAll(listing.problems, listing.problems.length);
      filesSeen += listing.audio.length;
      scan.report({ filesSeen, filesRead: 0, currentPath: absolutePath(listing) });
    }
    return listings;
  }
}
