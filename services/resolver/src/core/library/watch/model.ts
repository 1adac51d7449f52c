import type { ChangedFolder, FolderKey } from '../model.js';

/** Something that changed in a library folder. */
export interface FolderEvent extends FolderKey {
  /** The file in the folder; undefined if the folder itself came, went or moved, with everything below it. */
  readonly name: string | undefined;
}

/** How one library folder is watched. */
export interface WatchedRoot {
  readonly root: string;
  readonly mode: 'off' | 'events' | 'polling';
  /** Why it is polled or not watched, for a person. */
  readonly reason: string | undefined;
  /** Folders watched, the root included. */
  readonly folders: number;
}

/** What a watch tells: how the roots are watched, or which folders changed and have come to rest, or that it is alive. */
export type WatchStep =
  | { readonly kind: 'watched'; readonly roots: readonly WatchedRoot[] }
  | { readonly kind: 'changed'; readonly folders: readonly ChangedFolder[] }
  | { readonly kind: 'alive' };

/** What stands at a path. */
export type EntryLook = { readonly kind: 'file'; readonly size: number; readonly mtimeMs: number } | { readonly kind: 'other' };

export interface WatchListener {
  /** Called for every event, many times for a file that is being written. */
  changed(event: FolderEvent): void;
  /** The way a root is watched has changed. */
  switched(): void;
}

/** A running watch over all roots. */
export interface OpenWatch {
  roots(): readonly WatchedRoot[];
  close(): Promise<void>;
}

/** Tells what changes below the library folders. */
export interface FolderWatcher {
  /** Resolves once changes are noticed. Folders that cannot be watched are in `roots`, and never errors. */
  open(listener: WatchListener): Promise<OpenWatch>;
  look(event: FolderEvent): Promise<EntryLook>;
}
