import type { CoverKind } from './cover-rules.js';

/** The picture of a song as its source has it. */
export interface FoundCover {
  /** Undefined if there is no picture. */
  readonly picture: { readonly kind: CoverKind; readonly bytes: Uint8Array } | undefined;
  /** Undefined for a source without local files. */
  readonly stamp: string | undefined;
}

/** Pictures of songs and of addresses, through the resolver. */
export interface CoverFinder {
  /** @throws Fault of the source, `not_found` for an unknown one */
  find(song: { readonly platform: string; readonly remoteId: string }, signal: AbortSignal): Promise<FoundCover>;
  /** Undefined for songs without a file. */
  stamps(source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]>;
  /** @throws Fault `data_corrupt`, `not_found`, `unavailable` and others */
  fetch(address: string, signal: AbortSignal): Promise<Uint8Array>;
}
