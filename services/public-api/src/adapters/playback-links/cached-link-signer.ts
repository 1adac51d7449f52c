import { Fault } from '@catalogsync/faults';
import { createPlaybackSigner, type PlaybackSigner } from '@catalogsync/signing';
import { LRUCache } from 'lru-cache';
import type { PlaybackLinkSigner } from '../../core/playback/resolve-playback.js';
import type { LinkKey } from '../../core/readiness/readiness.js';

/** Tokens of some 300 characters: 6 MB when full. */
const maxTokens = 20_000;

/** Signs links and caches them: within one bucket a file has one token, and signing costs more than a read. */
export class CachedLinkSigner implements PlaybackLinkSigner, LinkKey {
  private readonly tokens = new LRUCache<string, string>({ max: maxTokens });
  private readonly signer: PlaybackSigner;

  /** Opens nothing yet; the key file may appear later. */
  constructor(signingKeys: string) {
    this.signer = createPlaybackSigner(signingKeys);
  }

  /** A token signed before a key rotation stays in use until its bucket ends: the old key is still trusted. */
  async sign(fileLocationId: number, expiresAt: number): Promise<string> {
    const key = `${fileLocationId} ${expiresAt}`;
    const known = this.tokens.get(key);
    if (known !== undefined) return known;
    const token = await this.signer.sign({ fileLocationId, expiresAt }).catch(withoutKey);
    this.tokens.set(key, token);
    return token;
  }

  async check(): Promise<void> {
    await this.signer.check();
  }
}

/** A key that is missing, damaged or closed to this service: to whoever asks for a link it is all the same. */
function withoutKey(cause: unknown): never {
  throw new Fault('failed_precondition', 'no key can be used to sign playback links', { cause });
}
