import { trackLocator } from '@catalogsync/catalog';
import type { MeasuredAudio, Refusal } from '../verification/model.js';
import type { FileVerifier } from '../verification/verify-file.js';
import type { Delivery } from './fetch-candidate.js';
import type { CompanionFinder, Provenance } from './find-companions.js';
import type { HoldFile } from './hold-file.js';
import type { DownloadedFile, DownloadPhase } from './model.js';
import type { FileTagger } from './ports.js';

export type Acceptance =
  | { readonly accepted: true; readonly file: DownloadedFile }
  | { readonly accepted: false; readonly refusal: Refusal };

/** Verifies what a source delivered and writes its tags, or puts it in quarantine for a person to check. */
export class AcceptFile {
  constructor(
    private readonly verifier: FileVerifier,
    private readonly tagger: FileTagger,
    private readonly companions: CompanionFinder,
    private readonly holding: HoldFile,
  ) {}

  /** @throws Fault `disk_full`, `permission_denied`, `canceled` */
  async accept(delivery: Delivery, enter: (phase: DownloadPhase) => void, signal: AbortSignal): Promise<Acceptance> {
    enter('verifying');
    const { target, judged, expectation, delivered } = delivery;
    const { path, verdict } = await this.verifier.verify(delivered.path, expectation, signal);
    if (!verdict.accepted) {
      await this.holding.hold(delivery, path, verdict);
      return { accepted: false, refusal: verdict.refusal };
    }
    enter('tagging');
    const { remoteId, coverUrl } = judged.hit.track;
    const provenance = { target, source: judged.source, remoteId, coverUrl };
    return { accepted: true, file: await this.finish(provenance, path, verdict.audio, signal) };
  }

  /** Tags an accepted file and describes it. @throws as `accept` */
  async finish(provenance: Provenance, path: string, audio: MeasuredAudio, signal: AbortSignal): Promise<DownloadedFile> {
    const { target, source, remoteId } = provenance;
    const companions = await this.companions.find(provenance, signal);
    const tagged = await this.tagger.tag(path, target, companions, signal);
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
}
