/** Longest sides of the pictures that are made of a cover, in pixels. */
export const coverSizes = [96, 300, 640] as const;

export type CoverSize = (typeof coverSizes)[number];

/** What was made of one picture. */
export interface MadeCover {
  /** Of the source, as it is shown, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The dominant colour, `#rrggbb`. */
  readonly color: string;
  readonly thumbhash: Uint8Array;
  readonly mediaType: string;
  /** WebP, by longest side. */
  readonly pictures: Readonly<Record<CoverSize, Uint8Array>>;
}

/** Makes the pictures of covers, away from this process. */
export interface CoverMaker {
  /**
   * @throws Fault `data_corrupt` if it is no picture that is shown here: damaged, animated, a drawing, too large;
   *   `unavailable` if pictures cannot be made now; `canceled`
   */
  make(source: Uint8Array, signal: AbortSignal): Promise<MadeCover>;
  /** One picture of four, two by two. @throws Fault as `make` */
  makeMosaic(four: readonly Uint8Array[], signal: AbortSignal): Promise<MadeCover>;
}

/** The pictures on disk, by the hash of their source. */
export interface CoverFiles {
  /** Complete when it resolves; what is there already stays. @throws Fault `disk_full`, `permission_denied` */
  write(hash: string, cover: MadeCover): Promise<void>;
  /** Undefined unless all sizes are there. */
  read(hash: string, size: CoverSize): Promise<Uint8Array | undefined>;
  remove(hash: string): Promise<void>;
}

/** Hex of SHA-256. Core has no cryptography of its own. */
export type HashOf = (content: Uint8Array | string) => string;

/** The hash of a mosaic: the same four covers in the same order are the same picture. */
export function mosaicHash(four: readonly string[], hashOf: HashOf): string {
  return hashOf(`mosaic of 4\n${four.join('\n')}\n`);
}
