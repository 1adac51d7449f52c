/** A scan that was started because something changed. */
export interface EndedScan {
  readonly jobId: number;
  /** How its job ended. */
  readonly state: string;
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
}

/** Most scans kept for a reader that is busy. */
const mostKept = 50;

interface Reader {
  readonly kept: EndedScan[];
  wake: () => void;
}

/** Tells readers of scans as they end. */
export class ScanFeed {
  private readonly readers = new Set<Reader>();
  private isClosed = false;

  tell(scan: EndedScan): void {
    for (const reader of this.readers) {
      reader.kept.push(scan);
      if (reader.kept.length > mostKept) reader.kept.shift();
      reader.wake();
    }
  }

  close(): void {
    this.isClosed = true;
    for (const reader of this.readers) reader.wake();
  }

  /** The scans from now on, until the signal aborts or the feed closes. */
  async *read(signal: AbortSignal): AsyncGenerator<EndedScan> {
    const reader: Reader = { kept: [], wake: () => undefined };
    this.readers.add(reader);
    const leave = (): void => reader.wake();
    signal.addEventListener('abort', leave);
    try {
      while (!signal.aborted && !this.isClosed) {
        yield* reader.kept.splice(0);
        if (reader.kept.length > 0 || signal.aborted || this.isClosed) continue;
        await new Promise<void>((resolve) => {
          reader.wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', leave);
      this.readers.delete(reader);
    }
  }
}
