import type { QualityProfile } from '@catalogsync/catalog';
import { Fault, toFault } from '@catalogsync/faults';
import type { JudgedHit, Offer } from '../candidates/candidate.js';
import type { OfferVerdict } from '../candidates/search-record.js';
import { abortFault, type Timing } from '../gate/timing.js';
import type { Breakers } from '../ranking/breakers.js';
import type { Source } from '../sources/source.js';
import type { Expectation, RefusalReason } from '../verification/model.js';
import type { Acceptance, AcceptFile } from './accept-file.js';
import type { FetchCandidate } from './fetch-candidate.js';
import type { DownloadAttempt, DownloadedFile, DownloadPhase, DownloadProgress, DownloadRecord } from './model.js';
import { passingCodes } from './ports.js';
import type { ChosenFetcher, TrackFetchers } from './track-fetchers.js';

/** Told about a run's progress. */
export interface RunMonitor {
  progress(progress: DownloadProgress): void;
  attempt(attempt: DownloadAttempt): Promise<void>;
}

/** The outcome of fetching an offered recording; with its file if that passed. */
export interface Tried {
  readonly verdict: OfferVerdict;
  readonly file: DownloadedFile | undefined;
}

/** Refusals that count against the source, not just against its choice of song. */
const brokenFiles: ReadonlySet<RefusalReason> = new Set(['empty', 'not_audio', 'zeros', 'damaged']);

/** Allowed difference between file and song: for the same id or ISRC, and for all others. */
const sureToleranceMs = 10_000;
const usualToleranceMs = 5000;

/** Fetches an offered recording and verifies its file; the breaker of its source's files learns from it. */
export class TryRecording {
  constructor(
    private readonly fetchers: TrackFetchers,
    private readonly fetching: FetchCandidate,
    private readonly acceptance: AcceptFile,
    /** Breakers for files: a source may answer searches and still deliver none. */
    private readonly breakers: Breakers,
    private readonly timing: Timing,
  ) {}

  /** @throws Fault `canceled` when aborted, `disk_full`; every other fault counts against the recording (behaviours 52, 207) */
  async try(
    record: DownloadRecord,
    profile: QualityProfile,
    offer: Offer & { readonly from: Source },
    monitor: RunMonitor,
    signal: AbortSignal,
  ): Promise<Tried> {
    const { source, hit } = offer.judged;
    const started = { at: this.timing.now(), elapsed: this.timing.elapsed() };
    const note = (remoteId: string | undefined, outcome: Pick<DownloadAttempt, 'outcome' | 'code' | 'message'>): Promise<void> => {
      const elapsedMs = Math.round(this.timing.elapsed() - started.elapsed);
      return monitor.attempt({ source, remoteId, ...outcome, startedAt: started.at, elapsedMs });
    };
    this.breakers.ask(source);
    let fetcher: ChosenFetcher | undefined;
    try {
      fetcher = this.fetchers.of(offer.from, record.request.target);
      const expectation = expectationOf(offer, record.request.target.durationMs, profile);
      const acceptance = await this.fetchAndAccept(fetcher, record, offer.judged, expectation, monitor, signal);
      if (acceptance.accepted) {
        this.breakers.answered(source);
        await note(hit.track.remoteId, { outcome: 'succeeded' });
        return { verdict: 'verified', file: acceptance.file };
      }
      const { reason, detail } = acceptance.refusal;
      if (brokenFiles.has(reason)) this.breakers.faulted(source);
      else this.breakers.answered(source);
      await note(hit.track.remoteId, { outcome: 'refused', code: reason, message: detail });
      return { verdict: 'refused', file: undefined };
    } catch (error) {
      if (signal.aborted) {
        this.breakers.abandoned(source);
        throw abortFault(signal);
      }
      const fault = toFault(error);
      const { code, message } = fault;
      // The search could not tell whether the album has the song.
      if (code === 'not_found' && fetcher?.byAlbum) await note(undefined, { outcome: 'nothing_found', message });
      else await note(hit.track.remoteId, { outcome: 'failed', code, message });
      return { verdict: this.failed(source, fault), file: undefined };
    }
  }

  private failed(source: string, fault: Fault): OfferVerdict {
    const { code, retryAfterMs } = fault;
    // A missing file says nothing about the others, and our own full disk says nothing about the source.
    if (code === 'not_found' || code === 'disk_full') this.breakers.abandoned(source);
    else this.breakers.faulted(source, retryAfterMs);
    if (code === 'disk_full') throw fault;
    return passingCodes.has(code) || code === 'unauthenticated' ? 'source_down' : 'refused';
  }

  private async fetchAndAccept(
    { fetcher, byAlbum }: ChosenFetcher,
    { id: downloadId, request: { target } }: DownloadRecord,
    judged: JudgedHit,
    expectation: Expectation,
    monitor: RunMonitor,
    signal: AbortSignal,
  ): Promise<Acceptance> {
    const { source, hit } = judged;
    const { fetchKey } = hit;
    if (fetchKey === undefined) throw new Fault('not_found', 'the source offers no file of the recording');
    const enter = (phase: DownloadPhase): void => monitor.progress({ phase, source, bytesDone: 0 });
    enter('fetching');
    const order = { downloadId, source, fetcher, fetchKey, once: byAlbum };
    const delivered = await this.fetching.fetch(order, (bytes) => monitor.progress({ phase: 'fetching', source, ...bytes }), signal);
    return this.acceptance.accept({ downloadId, target, judged, expectation, delivered }, enter, signal);
  }
}

/** A person's own choice is never overridden by tolerances. */
function expectationOf({ manual, judged }: Offer, wantedMs: number | undefined, profile: QualityProfile): Expectation {
  if (manual) return { durationMs: undefined, toleranceMs: Number.POSITIVE_INFINITY, profile };
  const { match, hit } = judged;
  return {
    durationMs: wantedMs ?? hit.track.durationMs,
    toleranceMs: match.priority === 0 ? sureToleranceMs : usualToleranceMs,
    profile,
  };
}
