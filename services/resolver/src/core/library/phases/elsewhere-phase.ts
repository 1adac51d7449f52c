import type { OpenedFile } from '../identify.js';
import type { LibraryStore } from '../library-store.js';
import { absolutePath, type ChangedFolder, type KnownFile, splitPath } from '../model.js';
import { type FileStamps, sameStamp } from '../ports.js';
import { type ScanPhase, type ScanRun, throwIfAborted } from '../scan-run.js';

/** Files looked at at once: bounds the work of a slow file system. */
const looksAtOnce = 64;

/**
 * Which track a file is depends on others: on a copy that keeps the track when this one gets new tags, or on the place that
 * this one has left. A scan of some folders knows those elsewhere from the index only, and what has become of them may be in
 * a later scan. So it looks at them, and if one is not as it is known, the scan has to look at its folder too: in whatever
 * order and parts folders are scanned, files get the ids that one scan of all would give them.
 */
export class ElsewherePhase implements ScanPhase {
  readonly name = 'elsewhere';

  constructor(
    private readonly stamps: FileStamps,
    private readonly store: Pick<LibraryStore, 'relatedTo'>,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    const { folders, signal } = scan.task;
    if (folders === undefined) return;
    const loaded = new Set(scan.walked.record.files.map(({ id }) => id));
    const related = await this.store.relatedTo(scan.opened.filter(isNewContent), signal);
    const changed = await this.changed(
      related.filter(({ id }) => !loaded.has(id)),
      signal,
    );
    const further = new Map(changed.map(({ root, path }) => folderOf(root, splitPath(path).folder)));
    // Below what is no library folder any more, a scan finds nothing however often it looks.
    for (const folder of folders) further.delete(absolutePath(folder));
    scan.further = [...further.values()];
  }

  private async changed(files: readonly KnownFile[], signal: AbortSignal): Promise<KnownFile[]> {
    const changed: KnownFile[] = [];
    for (let from = 0; from < files.length; from += looksAtOnce) {
      throwIfAborted(signal);
      await Promise.all(
        files.slice(from, from + looksAtOnce).map(async (file) => {
          const stamp = await this.stamps.stampOf(file);
          if (stamp === undefined || !sameStamp(stamp, file)) changed.push(file);
        }),
      );
    }
    return changed;
  }
}

const isNewContent = ({ known, fingerprint }: OpenedFile): boolean => known === undefined || known.fingerprint !== fingerprint;

const folderOf = (root: string, path: string): [string, ChangedFolder] => [absolutePath({ root, path }), { root, path, whole: false }];
