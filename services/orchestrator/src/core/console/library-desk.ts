import type { Actor, Audit } from '@catalogsync/audit';

export const watchModes = ['off', 'events', 'polling'] as const;

/** How a library folder is watched. */
export interface FolderWatch {
  /** Absolute. */
  readonly path: string;
  readonly mode: (typeof watchModes)[number];
  /** Why it is not watched, or only looked at from time to time; empty otherwise. */
  readonly reason: string;
  /** Folders watched, itself included. */
  readonly folders: number;
}

/** Something wrong with a file of the library. Instants are milliseconds since 1970, UTC. */
export interface FileFault {
  readonly path: string;
  readonly reason: string;
  readonly firstSeenAt: number;
  readonly setAsideAt: number | undefined;
  readonly setAsideBy: string | undefined;
}

/** Files of the library with the same content. */
export interface EqualFiles {
  /** Tells this content from every other. */
  readonly fingerprint: string;
  readonly sizeBytes: number;
  readonly count: number;
  /** In order; the first hundred. */
  readonly paths: readonly string[];
}

/** A page of the resolver's: `next` is its own mark of the page after; undefined on the last one. */
export interface PeerPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

export interface PeerPlace {
  readonly after: string | undefined;
  readonly limit: number;
}

/** What the resolver knows about the library folders. Every call throws Fault `unavailable` if it does not answer. */
export interface LibraryDesk {
  folders(signal: AbortSignal): Promise<readonly FolderWatch[]>;
  /** Without those that are set aside. */
  faultCount(signal: AbortSignal): Promise<number>;
  /** By path. */
  faults(page: PeerPlace & { readonly withSetAside: boolean }, signal: AbortSignal): Promise<PeerPage<FileFault>>;
  /** A page may be short before the last one. */
  duplicates(page: PeerPlace, signal: AbortSignal): Promise<PeerPage<EqualFiles>>;
  /** @param by whom the resolver names. @throws Fault `not_found` for a path without a fault; nothing changes then */
  setAside(paths: readonly string[], undo: boolean, by: string, signal: AbortSignal): Promise<void>;
}

/** Faults of files as people set them aside; recorded. */
export class LibraryFaultDesk {
  constructor(
    private readonly desk: Pick<LibraryDesk, 'setAside'>,
    private readonly audit: Audit,
  ) {}

  /** @param undo take them up again. @throws Fault, see `LibraryDesk` */
  setAside(paths: readonly string[], undo: boolean, actor: Actor, signal: AbortSignal): Promise<void> {
    const target = paths.length === 1 ? `file ${paths[0]?.slice(0, 500)}` : `${paths.length} files`;
    const action = { ...actor, action: undo ? 'takeUpFaults' : 'setFaultsAside', target };
    return this.audit.run(action, () => this.desk.setAside(paths, undo, actor.actor, signal));
  }
}
