import { Fault } from '@catalogsync/faults';
import type { FaultStore } from './library-faults.js';
import type { LibraryStore } from './library-store.js';
import type { ChangedFolder, LibraryRoot, ScanProgress, ScanSummary } from './model.js';
import { namedProblems, newScanRun, type ScanPhase, type ScanRun, throwIfAborted } from './scan-run.js';

export interface ScanOptions {
  readonly signal: AbortSignal;
  /** Only these; without them the whole library. */
  readonly folders?: readonly ChangedFolder[];
  /** Waits for another scan of the whole library, instead of failing. */
  readonly waits?: boolean;
  /** Called often; the listener must pace it. */
  readonly onProgress: (progress: ScanProgress) => void;
}

/** Brings the library up to date with its folders. */
export class ScanLibrary {
  private isWholeRunning = false;
  /** Resolves once every scan that was asked for has ended. */
  private idle: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly roots: readonly LibraryRoot[],
    private readonly phases: readonly ScanPhase[],
    private readonly store: LibraryStore,
    private readonly faults: Pick<FaultStore, 'note'>,
    private readonly now: () => number,
  ) {}

  /**
   * Runs one scan to its end. Unreadable files and folders are listed in the summary and are never errors. Readers
   * see the old library until the end. Scans run one after the other: this one waits for its turn.
   * @throws Fault `failed_precondition` for a scan of the whole library while another one runs or waits, unless it is to
   *   wait; `canceled` after an abort
   */
  async run(options: ScanOptions): Promise<ScanSummary> {
    const isWhole = options.folders === undefined && options.waits !== true;
    if (isWhole && this.isWholeRunning)
      throw new Fault('failed_precondition', 'a scan of the library is already running', { hint: 'Wait until it ends.' });
    this.isWholeRunning ||= isWhole;
    const before = this.idle;
    const ended = Promise.withResolvers<void>();
    this.idle = Promise.all([before, ended.promise]);
    try {
      await untilAborted(before, options.signal);
      return await this.scan(options);
    } finally {
      if (isWhole) this.isWholeRunning = false;
      ended.resolve();
    }
  }

  private async scan({ signal, folders: asked, onProgress }: ScanOptions): Promise<ScanSummary> {
    const at = this.now();
    for (let folders = asked; ; ) {
      const scan = newScanRun({ roots: this.roots, folders, at, signal, report: onProgress });
      await this.runPhases(scan);
      if (scan.further.length === 0) return this.summary(scan);
      // What was read so far is staged and not read again.
      folders = [...(folders ?? []), ...scan.further];
    }
  }

  /** Stops after a phase that has found further folders to look at. */
  private async runPhases(scan: ScanRun): Promise<void> {
    for (const phase of this.phases) {
      throwIfAborted(scan.task.signal);
      await phase.run(scan);
      if (scan.further.length > 0) return;
    }
  }

  private async summary(scan: ScanRun): Promise<ScanSummary> {
    const isWhole = scan.task.folders === undefined;
    // To find duplicates, all files are compared.
    const standing = await this.store.standing(isWhole ? namedProblems : 0, scan.task.signal);
    scan.faults.addAll(standing.playlistProblems.named, standing.playlistProblems.count);
    const noted = await this.faults.note(scan.faults.named, {
      at: scan.task.at,
      named: namedProblems,
      isWhole,
    });
    scan.problems.addAll(noted.fresh, noted.freshCount);
    return {
      files: standing.files,
      ...scan.counts,
      duplicateCount: standing.duplicateCount,
      duplicates: standing.duplicates,
      problemCount: scan.problems.count,
      problems: scan.problems.named,
      knownFaultCount: noted.knownCount,
      setAsideCount: noted.setAsideCount,
      elapsedMs: Math.max(0, this.now() - scan.task.at),
    };
  }
}

/** Waits, but no longer than until the signal aborts. */
async function untilAborted(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const abort = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => abort.resolve(), { once: true });
  if (!signal.aborted) await Promise.race([turn, abort.promise]);
  throwIfAborted(signal);
}
