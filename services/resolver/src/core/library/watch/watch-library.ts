import type { Timing } from '../../gate/timing.js';
import type { LibraryRoot } from '../model.js';
import type { FolderEvent, FolderWatcher, OpenWatch, WatchedRoot, WatchStep } from './model.js';
import { Settling, type SettlingTimes } from './settling.js';

/** A copy on a local disk writes several times a second. */
const local: SettlingTimes = { quietMs: 2_000, longestMs: 600_000 };
/** A file's time on a network file system may be some seconds old. */
const remote: SettlingTimes = { quietMs: 8_000, longestMs: 600_000 };
/** Between two looks at what has not come to rest. */
const lookMs = 500;
/** A watcher learns at least this often that the stream is alive. */
const signOfLifeMs = 20_000;

/** Watches the library folders and tells which of them changed, once they have come to rest. */
export class WatchLibrary {
  private open: OpenWatch | undefined;
  private ending: AbortController | undefined;

  constructor(
    private readonly roots: readonly LibraryRoot[],
    private readonly watcher: FolderWatcher,
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'>,
    /** Whether it is switched on. */
    private readonly isOn: boolean,
  ) {}

  /** How the roots are watched now. */
  status(): readonly WatchedRoot[] {
    const reason = this.isOn ? 'nobody watches at the moment' : 'WATCH_LIBRARY is off';
    return this.open?.roots() ?? this.roots.map(({ path: root }) => ({ root, mode: 'off', reason, folders: 0 }));
  }

  /** Watches until the signal aborts, or until somebody else begins. If it is switched off, tells only that. */
  async *run(signal: AbortSignal): AsyncGenerator<WatchStep> {
    this.ending?.abort();
    const ending = new AbortController();
    this.ending = ending;
    const ended = AbortSignal.any([signal, ending.signal]);
    const inbox = new Inbox(this.timing, (root) => this.timesOf(root));
    const open = this.isOn ? await this.watcher.open(inbox) : undefined;
    if (!ended.aborted) this.open = open;
    try {
      yield { kind: 'watched', roots: open?.roots() ?? this.status() };
      while (!ended.aborted) yield* this.next(inbox, open, ended);
    } finally {
      await open?.close();
      if (this.open === open) this.open = undefined;
    }
  }

  private async *next(inbox: Inbox, open: OpenWatch | undefined, signal: AbortSignal): AsyncGenerator<WatchStep> {
    await inbox.wait(inbox.settling.isEmpty ? signOfLifeMs : lookMs, signal);
    if (signal.aborted) return;
    if (inbox.takeSwitched() && open !== undefined) yield { kind: 'watched', roots: open.roots() };
    if (inbox.settling.isEmpty) {
      yield { kind: 'alive' };
      return;
    }
    // News rings at once, but nothing comes to rest that soon.
    await this.timing.sleep(lookMs, signal);
    const folders = await inbox.settling.ready(this.timing.elapsed(), (event) => this.watcher.look(event));
    yield folders.length > 0 ? { kind: 'changed', folders } : { kind: 'alive' };
  }

  private timesOf(root: string): SettlingTimes {
    return this.status().find((one) => one.root === root)?.mode === 'polling' ? remote : local;
  }
}

/** What the watcher tells, until it is looked at. */
class Inbox {
  readonly settling: Settling;
  private arrival = new AbortController();
  private isSwitched = false;

  constructor(
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'>,
    timesOf: (root: string) => SettlingTimes,
  ) {
    this.settling = new Settling(timesOf);
  }

  changed(event: FolderEvent): void {
    this.settling.note(event, this.timing.elapsed());
    this.arrival.abort();
  }

  switched(): void {
    this.isSwitched = true;
    this.arrival.abort();
  }

  takeSwitched(): boolean {
    const was = this.isSwitched;
    this.isSwitched = false;
    return was;
  }

  /** Until something arrives, but no longer than this. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.arrival.signal.aborted) await this.timing.sleep(ms, AbortSignal.any([signal, this.arrival.signal]));
    this.arrival = new AbortController();
  }
}
