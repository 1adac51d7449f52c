import type { Logger } from '@catalogsync/runtime';

/** Anything opened on a database; closed once no request uses it any more. */
export interface Closable {
  close(): unknown;
}

interface Held<Reader> {
  readonly reader: Reader;
  readonly file: string;
}

/**
 * The current reader, and replaced ones that requests may still hold. Instead of counting users, a replaced one
 * stays open for a while: requests take the reader anew each time and end within that time. The last one that was replaced
 * may stay longer, for clients that are in the middle of a list.
 * `onClosed` gets a file that nothing reads any more.
 */
export class ReaderSlot<Reader extends Closable> {
  private held: Held<Reader> | undefined;
  private readonly leaving = new Map<Held<Reader>, NodeJS.Timeout>();

  constructor(
    private readonly lingerMs: number,
    private readonly log: Logger,
    private readonly onClosed: (file: string) => Promise<void>,
    /** How long the last replaced one stays open. */
    private readonly keepMs = lingerMs,
  ) {}

  replace(reader: Reader, file: string): void {
    const before = this.held;
    this.held = { reader, file };
    if (before === undefined) return;
    if (this.keepMs > this.lingerMs) for (const earlier of this.leaving.keys()) this.leave(earlier, this.lingerMs);
    this.leave(before, this.keepMs);
  }

  /** Whether a replaced reader is still open. */
  keeps(reader: Reader): boolean {
    return [...this.leaving.keys()].some((held) => held.reader === reader);
  }

  /** Closes a replaced reader in so many milliseconds. */
  private leave(held: Held<Reader>, afterMs: number): void {
    clearTimeout(this.leaving.get(held));
    const timer = setTimeout(() => {
      void this.release(held);
      if (!this.files().has(held.file)) void this.dispose(held.file);
    }, afterMs);
    this.leaving.set(held, timer.unref());
  }

  /** Database files that an open reader uses. */
  files(): Set<string> {
    return new Set([this.held, ...this.leaving.keys()].flatMap((held) => (held === undefined ? [] : [held.file])));
  }

  /** Closes the current reader immediately, also for requests that hold it: it must not be read any more. */
  drop(): void {
    if (this.held !== undefined) void this.release(this.held);
    this.held = undefined;
  }

  /** Resolves when nothing is open any more. */
  async closeAll(): Promise<void> {
    const all = [...this.leaving.keys(), ...(this.held === undefined ? [] : [this.held])];
    this.held = undefined;
    await Promise.all(all.map((held) => this.release(held)));
  }

  private async dispose(file: string): Promise<void> {
    try {
      await this.onClosed(file);
    } catch (error) {
      // It is removed at the next start; until then it only takes space.
      this.log.warn({ err: error }, 'a replaced snapshot could not be removed');
    }
  }

  private release(held: Held<Reader>): Promise<void> {
    clearTimeout(this.leaving.get(held));
    this.leaving.delete(held);
    return this.close(held.reader);
  }

  private async close(reader: Reader): Promise<void> {
    try {
      await reader.close();
    } catch (error) {
      // Nobody can do anything about it: the reader is not used any more.
      this.log.error({ err: error }, 'a replaced snapshot could not be closed');
    }
  }
}
