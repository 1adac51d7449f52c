import { toFault } from '@catalogsync/faults';
import type { Timing } from '../gate/timing.js';
import type { RefusalReason, Verdict } from '../verification/model.js';
import type { Delivery } from './fetch-candidate.js';
import type { Draw, QuarantineStore, StagingArea } from './ports.js';

/** Reasons that leave nothing to decide: there is no audio, or the decision was already made. */
const worthless: ReadonlySet<RefusalReason> = new Set(['empty', 'not_audio', 'rejected_before']);

/** Puts files that failed verification in quarantine for a person to check. */
export class HoldFile {
  /** @param mostHeld most files held at once; the oldest go first */
  constructor(
    private readonly staging: StagingArea,
    private readonly quarantine: QuarantineStore,
    private readonly mostHeld: number,
    private readonly draw: Draw,
    private readonly timing: Pick<Timing, 'now'>,
  ) {}

  /** @throws Fault `disk_full`, `permission_denied` */
  async hold({ downloadId, judged, delivered }: Delivery, path: string, verdict: Extract<Verdict, { accepted: false }>): Promise<void> {
    const { refusal, audio, sha256 } = verdict;
    if (!worthless.has(refusal.reason)) {
      const id = this.draw.newId();
      await this.quarantine.hold({
        id,
        downloadId,
        path: await this.staging.quarantine(path, id),
        source: judged.source,
        remoteId: judged.hit.track.remoteId,
        ...refusal,
        sha256,
        fileSizeBytes: audio?.fileSizeBytes ?? 0,
        audio,
        state: 'held',
        createdAt: this.timing.now(),
      });
      await this.makeRoom();
    }
    await this.staging.discard(delivered.folder);
  }

  private async makeRoom(): Promise<void> {
    for (const { id, path } of await this.quarantine.heldBeyond(this.mostHeld)) {
      try {
        await this.quarantine.decide(id, 'expired');
        if (path !== undefined) await this.staging.discard(path);
      } catch (error) {
        // A person, or another download making room, was faster.
        if (toFault(error).code !== 'failed_precondition') throw error;
      }
    }
  }
}
