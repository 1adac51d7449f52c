import type { DownloadRecord } from './model.js';
import type { Candidate, QuarantineStore } from './ports.js';
import type { RejectedFiles } from './rejected-files.js';

/** Leaves out candidates whose outcome is known: refused by a person, or held for one to decide. */
export class TakenBefore {
  constructor(
    private readonly rejected: RejectedFiles,
    private readonly quarantine: QuarantineStore,
  ) {}

  unknown({ requestKey }: DownloadRecord, source: string, candidates: readonly Candidate[]): Candidate[] {
    return candidates.filter(({ hit: { track } }) => {
      return !this.rejected.isRejectedTrack(source, track.remoteId) && !this.quarantine.isHeld(requestKey, source, track.remoteId);
    });
  }
}
