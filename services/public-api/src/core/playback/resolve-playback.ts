import { audioMediaType, type QualityLabel } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import { compareForPlayback, type PlayableFile, type StoredFile } from './playable-file.js';

/** Signs links to the private origin. */
export interface PlaybackLinkSigner {
  /**
   * The token of a link; equal arguments give equal tokens while the key is the same.
   * @param expiresAt whole seconds since 1970, UTC
   * @throws Fault `failed_precondition` if there is no key.
   */
  sign(fileLocationId: number, expiresAt: number): Promise<string>;
}

/** Addresses of files in private object storage. */
export interface ObjectLinks {
  /** Whether there is a key to read a backend with. */
  canSign(backendName: string): boolean;
  /** All addresses made within one bucket of time are equal; each is good for at least `ttlSeconds`. `now` is in milliseconds. */
  sign(
    file: StoredFile,
    validity: { readonly now: number; readonly bucketSeconds: number; readonly ttlSeconds: number },
  ): Promise<{ readonly url: string /** Milliseconds since 1970. */; readonly expiresAt: number }>;
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
export type PlaybackOutcome = ResolvedPlayback | 'no_playable_file' | 'no_such_quality' | 'no_read_key';

/** A link stays the same for this fraction of its lifetime, so that caches and players see equal addresses. */
const bucketsPerLifetime = 6;

/** Signed addresses of object storage are good for a week at most, their bucket included. */
const longestObjectTtl = 6 * 24 * 3600;

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
    private readonly objects: ObjectLinks = noObjects,
  ) {}

  /**
   * @param originBase address of the private origin, without a trailing slash
   * @param quality only files of this label
   * @throws Fault `failed_precondition` if the file needs a link and no key is configured.
   */
  async resolve(files: readonly PlayableFile[], originBase: () => string, quality?: QualityLabel): Promise<PlaybackOutcome> {
    if (files.length === 0) return 'no_playable_file';
    const wanted = files.filter((file) => quality === undefined || file.quality === quality);
    if (wanted.length === 0) return 'no_such_quality';
    const [best] = wanted
      .filter(({ stored }) => stored === undefined || this.objects.canSign(stored.backend.name))
      .sort(compareForPlayback);
    if (best === undefined) return 'no_read_key';
    const { ext, sizeBytes, quality: label, locationId, publicUrl, stored } = best;
    const described = { ext, mimeType: audioMediaType(ext), sizeBytes, quality: label };
    if (publicUrl !== undefined) {
      return { playback: { url: publicUrl, expiresAt: undefined, delivery: 'public', ...described }, version: `p${locationId}` };
    }
    if (stored !== undefined) {
      const ttlSeconds = Math.min(this.ttlSeconds, longestObjectTtl);
      const signed = await this.objects.sign(stored, { now: this.clock.now(), bucketSeconds: bucketSeconds(ttlSeconds), ttlSeconds });
      const until = new Date(signed.expiresAt).toISOString();
      // To a client it is one more address outside, which expires.
      return {
        playback: { url: signed.url, expiresAt: until, delivery: 'public', ...described },
        version: `s${locationId}-${signed.expiresAt}`,
      };
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

const noObjects: ObjectLinks = {
  canSign: () => false,
  sign: () => Promise.reject(new Error('asked to sign without a key')),
};
