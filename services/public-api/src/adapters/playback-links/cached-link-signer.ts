import { createPlaybackSigner, type PlaybackSigner } from '@catalogsync/signing';
import { LRUCache } from 'lru-cache';
import type { PlaybackLinkSigner } from '../../core/playback/resolve-playback.js';

/** Tokens of some 300 characters: 6 MB when full. */
const maxTokens = 20_000;

/** Signs links and caches them: within one bucket a file has one token, and signing costs more than a read. */
export class CachedLinkSigner implements PlaybackLinkSigner {
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
    const token = await this.signer.sign({ fileLocationId, expiresAt });
    this.tokens.set(key, token);
    return token;
  }
}
