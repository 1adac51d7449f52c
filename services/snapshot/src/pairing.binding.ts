import { join } from 'node:path';
import type { Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { revokeForeignKey } from '@catalogsync/signing';
import { InvitationFolder } from './adapters/invitation-folder/invitation-folder.js';
import { type ForeignKeys, Invitations } from './core/pairing/invitations.js';

/** The invitations of a home. */
export function bindInvitations(
  { ROOT_DIR, KEYS_DIR }: { readonly ROOT_DIR: string; readonly KEYS_DIR: string },
  audit: Audit,
  now: () => number,
): Invitations {
  const keys: ForeignKeys = {
    revoke: (kid) =>
      revokeForeignKey(KEYS_DIR, 'playback', kid).catch((error: unknown) => {
        // Ended by hand before.
        if (!(error instanceof Fault) || error.code !== 'not_found') throw error;
      }),
  };
  return new Invitations(new InvitationFolder(join(ROOT_DIR, 'invitations')), keys, audit, now);
}
