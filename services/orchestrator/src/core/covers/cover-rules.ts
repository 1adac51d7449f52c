/** What is known about the cover of a song, an album, a playlist or an artist. */
export type CoverState = 'found' | 'absent' | 'pending';

/** Where a picture came from. */
export type CoverKind = 'tag' | 'folder' | 'platform' | 'mosaic';

/** Absent covers are looked for again after this time, in milliseconds. */
export const absentMs = 30 * 86_400_000;
/** Those that could not be looked for now. */
export const failedMs = 3_600_000;
/** Pictures of local files: whether they may have changed. */
export const checkedMs = 12 * 3_600_000;

/** The stamp of a picture at an address of a platform: another address is another picture. */
export const stampOfAddress = (address: string): string => `address ${address}`;

/** The stamp of a playlist's mosaic: as long as its covers stay the same, so does the picture. */
export const stampOfMosaic = (coverIds: readonly number[]): string => `mosaic ${coverIds.join(' ')}`;

/** The ways to a picture, best first. */
export type Way = { readonly from: 'source' } | { readonly from: 'address'; readonly address: string };

/** What decides where a picture is looked for. */
export interface Wanted {
  /** Its source has the files here, so that tags and folders can be read. */
  readonly isLocal: boolean;
  readonly address: string | undefined;
}

/**
 * Tag before folder before platform: what is in the file belongs to this very song, what is beside it may belong to another
 * album, and an address leads out of the house. Of a source without local files only an address is cheap, so its own
 * picture is asked for only without one.
 */
export function waysTo({ isLocal, address }: Wanted): readonly Way[] {
  const addressed: Way[] = address === undefined ? [] : [{ from: 'address', address }];
  if (isLocal) return [{ from: 'source' }, ...addressed];
  return addressed.length > 0 ? addressed : [{ from: 'source' }];
}

/** An http or https address, or nothing. */
export function addressOf(text: unknown): string | undefined {
  return typeof text === 'string' && /^https?:\/\/\S+$/i.test(text.trim()) ? text.trim() : undefined;
}

/**
 * Whether a failure says that there is no such picture, or only that it could not be had now.
 * `data_corrupt`, `not_found` and the like stay as they are until something changes.
 */
export function isFinal(code: string): boolean {
  return !['unavailable', 'timeout', 'rate_limited', 'canceled', 'internal', 'disk_full'].includes(code);
}

/** How long a run looks for covers, in milliseconds. */
export interface CoverBudget {
  readonly ms: number;
  /** Ends early when others have work: downloads, or a publication that waits for its own run. */
  readonly givesWay: boolean;
}

/** A publication hardly waits for pictures; those that are not ready come with a later one. */
export function budgetOf(template: string): CoverBudget {
  return template === 'covers' ? { ms: 600_000, givesWay: true } : { ms: 2_500, givesWay: false };
}
