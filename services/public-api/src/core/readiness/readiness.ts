import type { Clock } from '@catalogsync/runtime';
import type { ObjectLinks } from '../playback/resolve-playback.js';
import type { CurrentSnapshot } from '../snapshot/current-snapshot.js';

/** Something that is needed and cannot be used now. Names no path: anybody may read it. */
export interface Missing {
  readonly what: 'snapshot' | 'playback_key' | 'read_key';
  readonly message: string;
  readonly hint: string;
}

/** Signs links to the private origin. */
export interface LinkKey {
  /** @throws Fault if it cannot sign now */
  check(): Promise<void>;
}

const noSnapshot: Missing = {
  what: 'snapshot',
  message: 'no snapshot has been adopted yet',
  hint: 'Publish one, or pair this host with the machine that publishes: catalogsync cloud invite, there.',
};

const noKey: Missing = {
  what: 'playback_key',
  message: 'the key that signs links to the private origin is missing or cannot be read',
  hint: 'Pair this host (catalogsync cloud invite, on the machine with the files), or let PLAYBACK_SIGNING_KEYS name a file that this service may read.',
};

const noReadKey = (backend: string): Missing => ({
  what: 'read_key',
  message: `there is no key to read the object storage ${backend}`,
  hint: 'Set OBJECT_READ_KEYS.',
});

/** Whether everything that answers need is at hand. */
export class ServiceReadiness {
  constructor(
    private readonly snapshots: CurrentSnapshot,
    private readonly key: LinkKey,
    private readonly clock: Clock,
    private readonly objects?: Pick<ObjectLinks, 'canSign'>,
  ) {}

  /** Empty if everything is there. */
  async missing(): Promise<readonly Missing[]> {
    const signs = await this.key.check().then(
      () => true,
      // Why is for the log of whoever is asked to sign; here it counts that nothing can be signed.
      () => false,
    );
    const current = this.snapshots.current();
    const unread = (current?.reader.catalogue.presigned ?? []).filter(({ name }) => this.objects?.canSign(name) !== true);
    return [...(current === undefined ? [noSnapshot] : []), ...(signs ? [] : [noKey]), ...unread.map(({ name }) => noReadKey(name))];
  }

  /** Whether the publisher has not signed anew for longer than its signature holds. The snapshot is served on. */
  get isStale(): boolean {
    const { freshUntil } = this.snapshots.status();
    return freshUntil !== undefined && freshUntil < this.clock.now();
  }
}
