import { compare, isOutdated, type KnownFiles, viewFolders } from '../compare.js';
import type { LibraryStore } from '../library-store.js';
import { absolutePath, type KnownFile } from '../model.js';
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
    scan.walked.record = await this.store.record(scan.task.signal);
    throwIfAborted(scan.task.signal);
    const scope = new ScanScope(scan.task.folders, scan.walked.listings);
    const known = divide(scan.walked.record.files, scope);
    scan.walked.scope = scope;
    scan.walked.folders = viewFolders(scan.walked.listings, known, scan.walked.record.mounts, scope);
    scan.problems.addAll(scan.walked.folders.problems, scan.walked.folders.problems.length);
    const found = scan.walked.listings.flatMap((listing) => listing.audio);
    const comparison = await compare(found, known.inside, scan.walked.folders.kept, this.pause);
    scan.walked.comparison = { ...comparison, unchanged: joined(known.outside, comparison.unchanged) };
    const { toOpen, unchanged, renamed } = comparison;
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
}

/** Files that are gone may return anywhere. */
function divide(files: readonly KnownFile[], scope: ScanScope): KnownFiles {
  const inside: KnownFile[] = [];
  const outside: KnownFile[] = [];
  for (const file of files) (file.state === 'gone' || scope.covers(file) ? inside : outside).push(file);
  return { inside, outside };
}

const joined = (outside: readonly KnownFile[], unchanged: readonly KnownFile[]): readonly KnownFile[] =>
  outside.length === 0 ? unchanged : [...outside, ...unchanged];
