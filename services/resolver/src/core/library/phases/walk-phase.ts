import { compare, isOutdated, type KnownFiles, viewFolders } from '../compare.js';
import type { LibraryStore } from '../library-store.js';
import { absolutePath } from '../model.js';
import { type FolderListing, type FolderWalker, type Pause, sameStamp } from '../ports.js';
import { type ScanPhase, type ScanRun, throwIfAborted } from '../scan-run.js';
import { ScanScope } from '../scan-scope.js';
import { UnreadFormats } from '../unread-formats.js';

/** Lists the folders and compares them with known data, without opening a file. */
export class WalkPhase implements ScanPhase {
  readonly name = 'walk';

  constructor(
    private readonly walker: FolderWalker,
    private readonly store: LibraryStore,
    private readonly pause: Pause,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    scan.walked.listings = await this.walk(scan);
    const scope = new ScanScope(scan.task.folders, scan.walked.listings);
    scan.walked.scope = scope;
    scan.walked.record = await this.store.record(scope.places, scan.task.signal);
    throwIfAborted(scan.task.signal);
    const known = await this.known(scan);
    scan.walked.folders = viewFolders(scan.walked.listings, known, scan.walked.record.mounts, scope);
    scan.problems.addAll(scan.walked.folders.problems, scan.walked.folders.problems.length);
    const found = scan.walked.listings.flatMap((listing) => listing.audio);
    scan.walked.comparison = await compare(found, known.inside, scan.walked.folders.kept, this.pause);
    const { toOpen, unchanged, renamed } = scan.walked.comparison;
    scan.counts.reread = toOpen.filter(({ file, known }) => known !== undefined && isOutdated(known) && sameStamp(known, file)).length;
    scan.task.report({ filesSeen: unchanged.length + renamed.length, filesTotal: found.length, filesRead: 0, currentPath: '' });
  }

  private async walk(scan: ScanRun): Promise<FolderListing[]> {
    const listings: FolderListing[] = [];
    const unread = new UnreadFormats();
    for await (const listing of this.walker.walk(scan.task.roots, scan.task.signal, scan.task.folders)) {
      throwIfAborted(scan.task.signal);
      listings.push(listing);
      scan.faults.addAll(listing.problems, listing.problems.length);
      unread.add(listing);
      // What is found is not read yet.
      scan.task.report({ filesSeen: 0, filesRead: 0, currentPath: absolutePath(listing) });
    }
    scan.faults.addAll(unread.faults(), unread.faults().length);
    return listings;
  }

  private async known({ walked, task }: ScanRun): Promise<KnownFiles> {
    const { files } = walked.record;
    if (task.folders === undefined) return { inside: files, musicElsewhere: new Set() };
    const roots = [...new Set(walked.listings.map(({ root }) => root))];
    const others = await Promise.all(roots.map((root) => this.store.hasMusicBesides(root, files)));
    return { inside: files, musicElsewhere: new Set(roots.filter((_root, at) => others[at])) };
  }
}
