import type { Actor, Audit } from '@catalogsync/audit';

/** An offer to another host: what it needs, sealed with a code that only its owner has. */
export interface Invitation {
  /** Lower-case hex; follows from the code, and tells nothing of it. */
  readonly id: string;
  /** For whom, in lists and in the log. */
  readonly name: string;
  /** The playback key that was made for that host. */
  readonly kid: string;
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly sealed: string;
}

/** What became of an invitation that is not there to be taken. */
export interface SpentInvitation extends Omit<Invitation, 'sealed'> {
  readonly usedAt: number;
}

/** Where invitations are kept until they are taken. */
export interface InvitationStore {
  add(invitation: Invitation): Promise<void>;
  find(id: string): Promise<Invitation | undefined>;
  spent(id: string): Promise<SpentInvitation | undefined>;
  /** Whoever comes first gets it; false if somebody else did. Nothing sealed is left of it. */
  spend(invitation: Invitation, usedAt: number): Promise<boolean>;
  open(): Promise<readonly Invitation[]>;
  remove(id: string): Promise<void>;
  /** Forgets spent ones that were used before. */
  forgetSpent(before: number): Promise<void>;
}

/** Ends the trust in a key of another host. */
export interface ForeignKeys {
  revoke(kid: string): Promise<void>;
}

/** What a host that asks gets. */
export type TakeOutcome = { readonly sealed: string } | 'unknown' | 'used' | 'expired';

const idForm = /^[0-9a-f]{32}$/;
/** So long it is still said that one was used. */
const rememberMs = 30 * 86_400_000;

/** Invitations: made on this host, taken once each by another one. */
export class Invitations {
  constructor(
    private readonly store: InvitationStore,
    private readonly keys: ForeignKeys,
    private readonly audit: Audit,
    private readonly now: () => number,
  ) {}

  /** @throws Fault of the store */
  async add(invitation: Invitation): Promise<void> {
    await this.sweep();
    await this.store.add(invitation);
  }

  /**
   * Gives a package to the host that knows its id. Once only: it is of use to nobody without the code, but a second asker would
   * mean that somebody listens.
   */
  async take(id: string, actor: Actor): Promise<TakeOutcome> {
    if (!idForm.test(id)) return 'unknown';
    const invitation = await this.store.find(id);
    if (invitation === undefined) return (await this.store.spent(id)) === undefined ? 'unknown' : 'used';
    if (this.now() > invitation.expiresAt) return 'expired';
    const action = { ...actor, action: 'joinHost', target: `invitation for ${invitation.name}` };
    return this.audit.run(action, async () => {
      const isFirst = await this.store.spend(invitation, this.now());
      return isFirst ? { sealed: invitation.sealed } : 'used';
    });
  }

  /** Ends invitations that nobody took, and with them the keys that were made for them. */
  async sweep(): Promise<void> {
    const now = this.now();
    for (const invitation of await this.store.open()) {
      // A day later, so that a late guest is told that it has expired.
      if (now < invitation.expiresAt + 86_400_000) continue;
      await this.keys.revoke(invitation.kid);
      await this.store.remove(invitation.id);
    }
    await this.store.forgetSpent(now - rememberMs);
  }
}
