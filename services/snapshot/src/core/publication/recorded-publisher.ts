import type { Actor, Audit } from '@catalogsync/audit';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { Published, PublishOptions } from './publish-snapshot.js';
import type { Publisher } from './publisher.js';

/** What people do to the publication, recorded. */
export class RecordedPublisher {
  constructor(
    private readonly publisher: Publisher,
    private readonly audit: Audit,
  ) {}

  /** @param actor `job` for the work of a job, whose start was recorded. @throws Fault as `Publisher.publish` */
  publish(options: PublishOptions, actor: Actor | 'job'): Promise<Published> {
    if (actor === 'job') return this.publisher.publish(options);
    const target = options.force ? 'publication (forced)' : 'publication';
    return this.audit.run({ ...actor, action: 'publish', target }, () => this.publisher.publish(options));
  }

  /** @throws Fault as `Publisher.rollback` */
  rollback(snapshotId: string, actor: Actor, signal: AbortSignal): Promise<Manifest> {
    // An id of any length may be sent.
    const target = `snapshot ${snapshotId.slice(0, 100)}`;
    return this.audit.run({ ...actor, action: 'rollback', target }, () => this.publisher.rollback(snapshotId, signal));
  }

  /** @throws Fault as `Publisher.refresh` */
  refresh(actor: Actor): Promise<void> {
    return this.audit.run({ ...actor, action: 'signPublication', target: 'publication' }, () => this.publisher.refresh());
  }
}
