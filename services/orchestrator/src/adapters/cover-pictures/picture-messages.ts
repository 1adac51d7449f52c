import type { MadeCover } from '../../core/covers/picture.js';

/** One order to the process: a cover of one picture, a mosaic of four. */
export interface PictureOrder {
  readonly id: number;
  readonly sources: readonly Uint8Array[];
}

export type PictureAnswer = { readonly id: number; readonly rss: number } & (
  | { readonly made: MadeCover }
  /** Completes "the picture …". */
  | { readonly refused: string }
);
