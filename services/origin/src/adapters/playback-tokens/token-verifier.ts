import { Fault } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';
import { createPlaybackVerifier, type PlaybackVerifier } from '@catalogsync/signing';
import type { Grant, GrantVerifier } from '../../core/stream/stream-ports.js';

/** Tokens signed by a key of the trusted ring. */
export class TokenVerifier implements GrantVerifier {
  private readonly verifier: PlaybackVerifier;

  constructor(
    trustedKeys: string,
    private readonly log: Logger,
  ) {
    this.verifier = createPlaybackVerifier(trustedKeys);
  }

  async verify(token: string, now: number): Promise<Grant | 'invalid' | 'expired' | 'no_key'> {
    try {
      return await this.verifier.verify(token, now);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'unauthenticated') return 'invalid';
      if (error.code === 'expired') return 'expired';
      this.log.warn({ err: error, hint: error.hint }, 'tokens cannot be checked');
      return 'no_key';
    }
  }

  /** Why no token can be checked, without a path, or `undefined` if they can. */
  async unusable(): Promise<Pick<Fault, 'code' | 'message'> | undefined> {
    try {
      await this.verifier.check();
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { code: error.code, message: 'the keys that links are checked with (PLAYBACK_TRUSTED_KEYS) are missing or cannot be read' };
    }
  }
}
