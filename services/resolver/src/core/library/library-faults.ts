import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { ScanProblem } from './model.js';

/** Something wrong with a file of the library that lasts until the file changes. */
export interface LibraryFault extends ScanProblem {
  /** Milliseconds since 1970 of the scan that found it first. */
  readonly firstSeenAt: number;
  /** Undefined unless somebody set it aside. */
  readonly setAside: { readonly at: number; readonly by: string } | undefined;
}

/** What a scan has to tell about the faults of files. */
export interface NotedFaults {
  /** Found for the first time, or with another reason or file than before; the first of them by name. */
  readonly fresh: readonly ScanProblem[];
  readonly freshCount: number;
  /** Told by an earlier scan, and not set aside. */
  readonly knownCount: number;
  readonly setAsideCount: number;
}

export interface NotedScan {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Most fresh faults that are named. */
  readonly named: number;
  /** False if only some folders were looked at: what was wrong elsewhere is still wrong. */
  readonly isWhole: boolean;
}

export interface FaultPage {
  /** The last one of the page before. */
  readonly after: ScanProblem | undefined;
  readonly limit: number;
  /** Also those that are set aside. */
  readonly setAside: boolean;
}

export interface FaultStore {
  /**
   * Notes the faults of a scan besides those of damaged files, which are in the index already. Faults that are not found again are
   * forgotten; one whose file has changed is new, and no longer set aside.
   */
  note(found: readonly ScanProblem[], scan: NotedScan): Promise<NotedFaults>;
  /** In the order of their paths. */
  list(page: FaultPage): Promise<LibraryFault[]>;
  /** @param setAside also those that are set aside */
  count(setAside: boolean): Promise<number>;
  /** Which of these paths have faults. */
  known(paths: readonly string[]): Promise<readonly string[]>;
  /** @param aside undefined to tell of them again */
  mark(paths: readonly string[], aside: LibraryFault['setAside']): Promise<void>;
}

/** The faults in the library folders: each is told once; those that somebody set aside are not listed until their files change. */
export class LibraryFaults {
  constructor(
    private readonly store: FaultStore,
    private readonly audit: Audit,
    private readonly now: () => number,
  ) {}

  list(page: FaultPage): Promise<LibraryFault[]> {
    return this.store.list(page);
  }

  /** @param setAside also those that are set aside */
  count(setAside: boolean): Promise<number> {
    return this.store.count(setAside);
  }

  /** @throws Fault `not_found` naming a path without a fault; nothing changes then */
  async setAside(paths: readonly string[], actor: Actor): Promise<void> {
    await this.change(paths, actor, { at: this.now(), by: actor.actor });
  }

  /** @throws Fault as `setAside` */
  async takeUp(paths: readonly string[], actor: Actor): Promise<void> {
    await this.change(paths, actor, undefined);
  }

  private async change(paths: readonly string[], actor: Actor, aside: LibraryFault['setAside']): Promise<void> {
    const action = aside === undefined ? 'takeUpFaults' : 'setFaultsAside';
    const target = paths.length === 1 ? `file ${paths[0]}` : `${paths.length} files`;
    await this.audit.change({ ...actor, action, target }, async (commit) => {
      await this.requireFaults(paths);
      await commit(() => this.store.mark(paths, aside));
    });
  }

  private async requireFaults(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) throw new Fault('invalid_argument', 'no path is given', { hint: '`library faults` lists them.' });
    const known = new Set(await this.store.known(paths));
    const unknown = paths.find((path) => !known.has(path));
    if (unknown === undefined) return;
    throw new Fault('not_found', `nothing is known to be wrong with ${unknown}`, {
      hint: '`library faults --all` lists the known faults.',
    });
  }
}
