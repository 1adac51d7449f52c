import { Fault } from '@catalogsync/faults';
import type { FaultStore } from './library-faults.js';
import type { LibraryStore } from './library-store.js';
import type { LibraryRoot, ScanProgress, ScanSummary } from './model.js';
import { namedProblems, newScanRun, type ScanPhase, type ScanRun, throwIfAborted } from './scan-run.js';

export interface ScanOptions {
  readonly signal: AbortSignal;
  /** Called often; the listener must pace it. */
  readonly onProgress: (progress: ScanProgress) => void;
}

/** Brings the library up to date with its folders. */
export class ScanLibrary {
  private running = false;

  constructor(
    private readonly roots: readonly LibraryRoot[],
    private readonly phases: readonly ScanPhase[],
    private readonly store: LibraryStore,
    private readonly faults: Pick<FaultStore, 'note'>,
    private readonly now: () => number,
  ) {}

  /**
   * Runs one scan to its end. Unreadable files and folders are listed in the summary and are never errors. Readers
   * see the old library until the end.
   * @throws Fault `failed_precondition` while another scan runs, `canceled` after an abort
   */
  async run(options: ScanOptions): Promise<ScanSummary> {
    if (this.running) throw new Fault('failed_precondition', 'a scan of the library is already running', { hint: 'Wait until it ends.' });
    this.running = true;
    try {
      return await this.scan(options);
    } finally {
      this.running = false;
    }
  }

  private async scan({ signal, onProgress }: ScanOptions): Promise<ScanSummary> {
    const scan = newScanRun({ roots: this.roots, at: this.now(), signal, report: onProgress });
    for (const phase of this.phases) {
      throwIfAborted(signal);
      await phase.run(scan);
    }
    return this.summary(scan);
  }

  private async summary(scan: ScanRun): Promise<ScanSummary> {
    const standing = await this.store.standing(namedProblems, scan.task.signal);
    scan.faults.addAll(standing.playlistProblems.named, standing.playlistProblems.count);
    const noted = await this.faults.note(scan.faults.named, { at: scan.task.at, named: namedProblems, isWhole: true });
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
