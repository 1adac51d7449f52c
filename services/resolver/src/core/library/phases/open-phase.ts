import type { OpenedFile } from '../identify.js';
import type { LibraryStore, StagedRead } from '../library-store.js';
import { absolutePath, type FoundFile, isStored, type KnownFile, type ReadOutcome, type StoredOutcome } from '../model.js';
import { type AudioReader, sameStamp } from '../ports.js';
import { type ScanPhase, type ScanRun, throwIfAborted } from '../scan-run.js';

/** Files read between two writes to the store, so that little work is lost if the process dies. */
const stageEvery = 200;

/**
 * Opens new and changed files, several at once. Results go to the store in batches, so that memory stays bounded and
 * an interrupted scan continues where it stopped.
 */
export class OpenPhase implements ScanPhase {
  readonly name = 'open';

  constructor(
    private readonly reader: AudioReader,
    private readonly store: LibraryStore,
    /** Files open at once. */
    private readonly readers: number,
  ) {}

  async run(scan: ScanRun): Promise<void> {
    const staged = new Map(scan.walked.record.staged.map((read) => [absolutePath(read), read]));
    const opened: OpenedFile[] = [];
    const queue: { file: FoundFile; known: KnownFile | undefined }[] = [];
    for (const { file, known } of scan.walked.comparison.toOpen) {
      const before = staged.get(absolutePath(file));
      if (before !== undefined && isSameFile(before, file))
        opened.push({ file, known, kind: before.kind, fingerprint: before.fingerprint, audioHash: before.audioHash });
      else queue.push({ file, known });
    }
    const filesKnown = scan.walked.comparison.unchanged.length + scan.walked.comparison.renamed.length + opened.length;
    const filesTotal = filesKnown + queue.length;
    let filesRead = 0;
    const advance = (file: FoundFile): void => {
      filesRead++;
      scan.task.report({ filesSeen: filesKnown + filesRead, filesTotal, filesRead, currentPath: absolutePath(file) });
    };
    for (let at = 0; at < queue.length; at += stageEvery) {
      opened.push(...(await this.readBatch(scan, queue.slice(at, at + stageEvery), advance)));
    }
    scan.opened = opened;
  }

  private async readBatch(
    scan: ScanRun,
    batch: readonly { file: FoundFile; known: KnownFile | undefined }[],
    advance: (file: FoundFile) => void,
  ): Promise<OpenedFile[]> {
    const opened: OpenedFile[] = [];
    const toStage: { file: FoundFile; outcome: StoredOutcome }[] = [];
    const left: KnownFile[] = [];
    const vanished: KnownFile[] = [];
    const next = batch.values();
    const work = async (): Promise<void> => {
      for (const { file, known } of next) {
        throwIfAborted(scan.task.signal);
        const outcome = await this.reader.read(file, scan.task.signal);
        advance(file);
        if (isStored(outcome)) {
          toStage.push({ file, outcome });
          const audioHash = outcome.kind === 'audio' ? outcome.audioHash : undefined;
          opened.push({ file, known, kind: outcome.kind, fingerprint: outcome.fingerprint, audioHash });
        } else {
          reportUnread(scan, file, outcome);
          if (known !== undefined) (outcome.kind === 'vanished' ? vanished : left).push(known);
        }
      }
    };
    await Promise.all(Array.from({ length: this.readers }, work));
    await this.store.stage(toStage);
    const { comparison } = scan.walked;
    scan.walked.comparison = { ...comparison, kept: [...comparison.kept, ...left], missing: [...comparison.missing, ...vanished] };
    return opened;
  }
}

function isSameFile(read: StagedRead, file: FoundFile): boolean {
  return read.root === file.root && sameStamp(read, file);
}

function reportUnread(scan: ScanRun, file: FoundFile, outcome: Exclude<ReadOutcome, StoredOutcome>): void {
  switch (outcome.kind) {
    case 'unreadable':
      scan.faults.add(absolutePath(file), outcome.reason);
      break;
    case 'unsettled':
      scan.problems.add(absolutePath(file), 'still being written; left for the next scan');
      break;
    case 'vanished':
      // Removed or renamed since the walk; not a problem.
      break;
  }
}
