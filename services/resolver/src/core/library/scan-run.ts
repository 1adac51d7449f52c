import { Fault } from '@catalogsync/faults';
import type { Comparison, FolderView } from './compare.js';
import type { OpenedFile } from './identify.js';
import type { LibraryRecord, PlaylistProblems, StoredPlaylistFile } from './library-store.js';
import type { ChangedFolder, FileKey, LibraryRoot, ScanProblem, ScanProgress } from './model.js';
import type { FolderListing } from './ports.js';
import { ScanScope } from './scan-scope.js';

/** Most problems and duplicates named in a summary. */
export const namedProblems = 100;

/** Most faults besides damaged files that are kept apart: a folder of broken links has thousands. */
const namedFaults = 10_000;

/** Collects problems: all are counted, the first ones named. */
export class ProblemLog {
  readonly named: ScanProblem[] = [];
  count = 0;

  constructor(private readonly most = namedProblems) {}

  add(path: string, reason: string): void {
    this.addAll([{ path, reason }], 1);
  }

  /** `count` may exceed the number named. */
  addAll(named: readonly ScanProblem[], count: number): void {
    this.count += count;
    this.named.push(...named.slice(0, this.most - this.named.length));
  }
}

/** What a scan is asked to do. */
export interface ScanTask {
  readonly roots: readonly LibraryRoot[];
  /** Only these; undefined means everything. */
  readonly folders: readonly ChangedFolder[] | undefined;
  /** The one reference time of the scan: milliseconds since 1970. */
  readonly at: number;
  readonly signal: AbortSignal;
  readonly report: (progress: ScanProgress) => void;
}

/** The folders, and how they differ from what was known. */
interface Walked {
  record: LibraryRecord;
  listings: readonly FolderListing[];
  folders: FolderView;
  /** Where was looked. */
  scope: ScanScope;
  comparison: Comparison;
}

/** The playlist files. */
interface ScannedPlaylists {
  files: readonly StoredPlaylistFile[];
  /** Entries of each file as library files; only if the view must be rebuilt. */
  entries: ReadonlyMap<StoredPlaylistFile, readonly FileKey[]>;
  problems: PlaylistProblems;
  changed: boolean;
}

/** What the phases of a scan pass to each other. */
export interface ScanRun {
  readonly task: ScanTask;
  /** What is wrong at the moment, such as a folder out of reach: told by every scan. */
  readonly problems: ProblemLog;
  /** What is wrong with files until they change, besides damaged ones, which are in the index: told once. */
  readonly faults: ProblemLog;
  readonly counts: { added: number; changed: number; moved: number; removed: number; reread: number };
  readonly walked: Walked;
  opened: readonly OpenedFile[];
  /** Folders that this scan has to look at as well: it begins again with them. */
  further: readonly ChangedFolder[];
  readonly playlists: ScannedPlaylists;
}

/** One step of a scan. It leaves its findings in the run. */
export interface ScanPhase {
  readonly name: string;
  run(scan: ScanRun): Promise<void>;
}

export function newScanRun(task: ScanTask): ScanRun {
  return {
    task,
    problems: new ProblemLog(),
    faults: new ProblemLog(namedFaults),
    counts: { added: 0, changed: 0, moved: 0, removed: 0, reread: 0 },
    walked: {
      record: { files: [], playlistFiles: [], mounts: [], staged: [], viewStamp: undefined },
      listings: [],
      folders: { kept: [], mounts: [], problems: [] },
      scope: new ScanScope(task.folders, []),
      comparison: { unchanged: [], kept: [], companionsChanged: [], renamed: [], toOpen: [], missing: [] },
    },
    opened: [],
    further: [],
    playlists: { files: [], entries: new Map(), problems: { count: 0, named: [] }, changed: false },
  };
}

/** Ends an aborted scan with a Fault. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Fault('canceled', 'the scan was canceled', { cause: signal.reason });
}

/**
 * Version of the rules that make the view. Raise it when grouping, ordering or ids change, so that the next scan
 * rebuilds the view even if no file changed.
 */
export function viewStampOf(roots: readonly LibraryRoot[]): string {
  return JSON.stringify([2, ...roots.map((root) => root.path)]);
}

/** Whether readers would see anything different from the current view. */
export function viewIsStale(scan: ScanRun): boolean {
  const { renamed, missing, companionsChanged } = scan.walked.comparison;
  return (
    scan.opened.length > 0 ||
    companionsChanged.length > 0 ||
    renamed.length > 0 ||
    missing.length > 0 ||
    scan.playlists.changed ||
    scan.walked.record.viewStamp !== viewStampOf(scan.task.roots)
  );
}
