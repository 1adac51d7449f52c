import { audioMediaType, type QualityLabel } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import { compareForPlayback, type PlayableFile } from './playable-file.js';

/** Signs links to the private origin. */
export interface PlaybackLinkSigner {
  /**
   * The token of a link; equal arguments give equal tokens while the key is the same.
   * @param expiresAt whole seconds since 1970, UTC
   * @throws Fault `failed_precondition` if there is no key.
   */
  sign(fileLocationId: number, expiresAt: number): Promise<string>;
}

/** Where to play a file from. */
interface Playback {
  readonly url: string;
  /** ISO 8601, UTC; `undefined` if the address does not expire. */
  readonly expiresAt: string | undefined;
  readonly delivery: 'public' | 'origin';
  readonly ext: string | undefined;
  readonly mimeType: string;
  readonly sizeBytes: number | undefined;
  readonly quality: QualityLabel;
}

/** `version` changes whenever the address does. */
export interface ResolvedPlayback {
  readonly playback: Playback;
  readonly version: string;
}

/** Expected outcomes; anything else is thrown. */
export type PlaybackOutcome = ResolvedPlayback | 'no_playable_file' | 'no_such_quality';

/** A link stays the same for this fraction of its lifetime, so that caches and players see equal addresses. */
const bucketsPerLifetime = 6;

/** The length of a bucket in whole seconds. @internal for tests */
export function bucketSeconds(ttlSeconds: number): number {
  return Math.max(1, Math.floor(ttlSeconds / bucketsPerLifetime));
}

/** The first bucket boundary at least `ttlSeconds` from now; whole seconds since 1970. @internal for tests */
export function expiryBucket(nowMs: number, ttlSeconds: number): number {
  const bucket = bucketSeconds(ttlSeconds);
  return Math.ceil((nowMs / 1000 + ttlSeconds) / bucket) * bucket;
}

/** Chooses the file to play and returns its address (behaviour 182). */
export class PlaybackResolver {
  constructor(
    private readonly signer: PlaybackLinkSigner,
    private readonly clock: Clock,
    private readonly ttlSeconds: number,
  ) {}

  /**
   * @param originBase address of the private origin, without a trailing slash
   * @param quality only files of this label
   * @throws Fault `failed_precondition` if the file needs a link and no key is configured.
   */
  async resolve(files: readonly PlayableFile[], originBase: () => string, quality?: QualityLabel): Promise<PlaybackOutcome> {
    if (files.length === 0) return 'no_playable_file';
    const [best] = files.filter((file) => quality === undefined || file.quality === quality).sort(compareForPlayback);
    if (best === undefined) return 'no_such_quality';
    const { ext, sizeBytes, quality: label, locationId, publicUrl } = best;
    const described = { ext, mimeType: audioMediaType(ext), sizeBytes, quality: label };
    if (publicUrl !== undefined) {
      return { playback: { url: publicUrl, expiresAt: undefined, delivery: 'public', ...described }, version: `p${locationId}` };
    }
    const expiresAt = expiryBucket(this.clock.now(), this.ttlSeconds);
    const base = originBase();
    const token = await this.signer.sign(locationId, expiresAt);
    const url = `${base}/api/private-origin/stream/${token}`;
    const until = new Date(expiresAt * 1000).toISOString();
    // A token ends with its signature, so this also distinguishes keys.
    return { playback: { url, expiresAt: until, delivery: 'origin', ...described }, version: `o${token.slice(-16)}` };
  }
}
