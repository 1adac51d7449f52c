import { trackLocator } from '@catalogsync/catalog';
import { toFault } from '@catalogsync/faults';
import type { MeasuredAudio, Refusal, RefusalReason, Verdict } from '../verification/model.js';
import type { FileVerifier } from '../verification/verify-file.js';
import type { Delivered } from './fetch-candidate.js';
import type { CompanionFinder, Origin } from './find-companions.js';
import type { DownloadedFile, DownloadPhase, DownloadTarget } from './model.js';
import type { Candidate, Draw, FileTagger, QuarantineStore, StagingArea } from './ports.js';
import type { Timing } from './timing.js';

/** A delivered file and what it was fetched for. */
export interface Delivery {
  readonly downloadId: string;
  readonly target: DownloadTarget;
  readonly source: string;
  readonly candidate: Candidate;
  readonly delivered: Delivered;
}

export type Acceptance =
  | { readonly accepted: true; readonly file: DownloadedFile }
  | { readonly accepted: false; readonly refusal: Refusal };

/** Nothing that a person could decide about: there is no sound in it, or the decision was made. */
const worthless: ReadonlySet<RefusalReason> = new Set(['empty', 'not_audio', 'rejected_before']);

export interface AcceptanceParts {
  readonly verifier: FileVerifier;
  readonly tagger: FileTagger;
  readonly companions: CompanionFinder;
  readonly staging: StagingArea;
  readonly quarantine: QuarantineStore;
  /** Files held at a time; older ones make room. */
  readonly mostHeld: number;
  readonly draw: Draw;
  readonly timing: Timing;
}

/** Verifies what a source delivered, then writes its tags; or puts it where a person can look at it. */
export class AcceptFile {
  constructor(private readonly parts: AcceptanceParts) {}

  /** @throws Fault `disk_full`, `permission_denied`, `canceled` */
  async accept(delivery: Delivery, enter: (phase: DownloadPhase) => void, signal: AbortSignal): Promise<Acceptance> {
    enter('verifying');
    const { path, verdict } = await this.parts.verifier.verify(delivery.delivered.path, delivery.candidate.expectation, signal);
    if (!verdict.accepted) {
      await this.putAside(delivery, path, verdict);
      return { accepted: false, refusal: verdict.refusal };
    }
    enter('tagging');
    const { target, source, candidate } = delivery;
    const { remoteId, coverUrl } = candidate.hit.track;
    const origin = { target, source, remoteId, coverUrl };
    return { accepted: true, file: await this.finish(origin, path, verdict.audio, signal) };
  }

  /** Tags a file that is good enough and describes it. @throws as `accept` */
  async finish(origin: Origin, path: string, audio: MeasuredAudio, signal: AbortSignal): Promise<DownloadedFile> {
    const { target, source, remoteId } = origin;
    const companions = await this.parts.companions.find(origin, signal);
    const tagged = await this.parts.tagger.tag(path, target, companions, signal);
    return {
      path: tagged.path,
      locator: trackLocator({ ...target, ext: audio.ext }),
      source,
      remoteId,
      sha256: tagged.sha256,
      audio: { ...audio, fileSizeBytes: tagged.fileSizeBytes },
      tagged: tagged.tagged,
      lyricsPath: tagged.lyricsPath,
    };
  }

  private async putAside(delivery: Delivery, path: string, verdict: Extract<Verdict, { accepted: false }>): Promise<void> {
    const { staging, quarantine, draw, timing } = this.parts;
    const { refusal, audio, sha256 } = verdict;
    if (!worthless.has(refusal.reason)) {
      const id = draw.newId();
      await quarantine.hold({
        id,
        downloadId: delivery.downloadId,
        path: await staging.quarantine(path, id),
        source: delivery.source,
        remoteId: delivery.candidate.hit.track.remoteId,
        ...refusal,
        sha256,
        fileSizeBytes: audio?.fileSizeBytes ?? 0,
        audio,
        state: 'held',
        createdAt: timing.now(),
      });
      await this.makeRoom();
    }
    await staging.discard(delivery.delivered.folder);
  }

  private async makeRoom(): Promise<void> {
    const { staging, quarantine, mostHeld } = this.parts;
    for (const { id, path } of quarantine.heldBeyond(mostHeld)) {
      try {
        await quarantine.decide(id, 'expired');
        await staging.discard(path);
      } catch (error) {
        // A person, or another download that makes room, was faster.
        if (toFault(error).code !== 'failed_precondition') throw error;
      }
    }
  }
}
