import { absolutePath, type ChangedFolder, type FolderKey, splitPath } from '../model.js';
import type { EntryLook, FolderEvent } from './model.js';

/** Milliseconds. */
export interface SettlingTimes {
  /** A file that has kept its size and time this long is complete. */
  readonly quietMs: number;
  /** Longest time that a folder waits for a file that never comes to rest. */
  readonly longestMs: number;
}

/** Files looked at between two events of the process's other work. */
const looksAtOnce = 64;

interface Pending {
  readonly event: FolderEvent;
  /** Of the last event, or of the last look that found something else. */
  since: number;
  look: EntryLook | undefined;
}

interface WaitingFolder extends FolderKey {
  readonly firstAt: number;
  readonly entries: Map<string | undefined, Pending>;
}

/**
 * Holds back what changed until it stands still, folder by folder: a folder is ready when no file in it is still being
 * written. All that is ready at one time is one batch.
 */
export class Settling {
  private readonly folders = new Map<string, WaitingFolder>();

  constructor(private readonly timesOf: (root: string) => SettlingTimes) {}

  get isEmpty(): boolean {
    return this.folders.size === 0;
  }

  note(event: FolderEvent, at: number): void {
    const place = absolutePath(event);
    const folder = this.folders.get(place) ?? { root: event.root, path: event.path, firstAt: at, entries: new Map() };
    this.folders.set(place, folder);
    // What was seen before says nothing any more: it is looked at twice from now on.
    folder.entries.set(event.name, { event, since: at, look: undefined });
  }

  /**
   * The folders that stand still at this time; they are forgotten. None as long as something new keeps arriving elsewhere,
   * so that what is dropped at once comes in one batch.
   */
  async ready(at: number, look: (event: FolderEvent) => Promise<EntryLook>): Promise<readonly ChangedFolder[]> {
    const ready: WaitingFolder[] = [];
    for (const folder of this.folders.values()) {
      const times = this.timesOf(folder.root);
      if ((await this.standsStill(folder, times, at, look)) || at - folder.firstAt >= times.longestMs) ready.push(folder);
    }
    if (ready.length === 0 || this.isStillArriving(ready, at)) return [];
    for (const folder of ready) this.folders.delete(absolutePath(folder));
    return withoutNested(ready.map(({ root, path, entries }) => ({ root, path, whole: entries.has(undefined) })));
  }

  private async standsStill(
    { entries }: WaitingFolder,
    { quietMs }: SettlingTimes,
    at: number,
    look: (event: FolderEvent) => Promise<EntryLook>,
  ): Promise<boolean> {
    const due = [...entries.values()].filter((entry) => at - entry.since >= (entry.look === undefined ? quietMs / 2 : quietMs));
    let still = due.length === entries.size;
    for (let from = 0; from < due.length; from += looksAtOnce) {
      await Promise.all(
        due.slice(from, from + looksAtOnce).map(async (entry) => {
          const seen = await look(entry.event);
          const isSame = entry.look !== undefined && sameLook(entry.look, seen);
          if (entry.look !== undefined && !isSame) entry.since = at;
          if (!isSame || at - entry.since < quietMs) still = false;
          entry.look = seen;
        }),
      );
    }
    return still;
  }

  /** Another folder began to change a moment ago; a file that has been growing for long holds nothing up. */
  private isStillArriving(ready: readonly WaitingFolder[], at: number): boolean {
    const first = Math.min(...ready.map(({ firstAt }) => firstAt));
    for (const folder of this.folders.values()) {
      const { quietMs } = this.timesOf(folder.root);
      if (!ready.includes(folder) && at - folder.firstAt < 2 * quietMs && at - first < 3 * quietMs) return true;
    }
    return false;
  }
}

function sameLook(a: EntryLook, b: EntryLook): boolean {
  if (a.kind === 'file' && b.kind === 'file') return a.size === b.size && a.mtimeMs === b.mtimeMs;
  return a.kind === b.kind;
}

/** Without folders below one that is looked at whole. */
function withoutNested(folders: readonly ChangedFolder[]): ChangedFolder[] {
  const whole = new Set(folders.filter((folder) => folder.whole).map(absolutePath));
  return folders.filter(({ root, path }) => {
    for (let above = path; above !== ''; ) {
      above = splitPath(above).folder;
      if (whole.has(absolutePath({ root, path: above }))) return false;
    }
    return true;
  });
}
