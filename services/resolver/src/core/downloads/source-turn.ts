import { type Fault, toFault } from '@catalogsync/faults';
import type { TrackFetcher } from '../sources/fetch.js';
import type { Source } from '../sources/source.js';
import type { Acceptance } from './accept-file.js';
import type { DownloadAttempt, DownloadedFile, DownloadPhase, DownloadRecord } from './model.js';
import { type Candidate, passingCodes } from './ports.js';
import type { RunMonitor, RunParts } from './run-parts.js';
import { abortFault } from './timing.js';

/** When something began: the instant, and where the stopwatch stood. */
interface Started {
  readonly at: number;
  readonly elapsed: number;
}

type Outcome = Pick<DownloadAttempt, 'outcome' | 'code' | 'message'>;

/** One source's turn in a download: search, then its best candidates until one is accepted. */
export class SourceTurn {
  private readonly platform: string;

  constructor(
    private readonly parts: RunParts,
    private readonly record: DownloadRecord,
    private readonly source: Source,
    private readonly monitor: RunMonitor,
  ) {
    this.platform = record.request.target.platform;
  }

  /** @throws Fault `canceled` when aborted, `disk_full`; every other fault is this source's failure (behaviours 52, 207) */
  async take(signal: AbortSignal): Promise<DownloadedFile | undefined> {
    const { standing, candidatesPerSource, log } = this.parts;
    const { name } = this.source;
    const fetcher = this.source.fetcher ?? this.parts.albums.fetcherOf(this.source, this.record.request.target);
    const candidates = await this.search(signal);
    if (candidates === undefined) return undefined;
    if (fetcher === undefined || candidates.length === 0) {
      standing.noFile(name);
      return undefined;
    }
    for (const candidate of candidates.slice(0, candidatesPerSource)) {
      const result = await this.try(fetcher, candidate, signal);
      if (result === 'source_down') break;
      if (result === 'refused') continue;
      log.verified(this.platform, name, true);
      return result;
    }
    // One song, one verdict, however many candidates were tried.
    log.verified(this.platform, name, false);
    return undefined;
  }

  private async search(signal: AbortSignal): Promise<readonly Candidate[] | undefined> {
    const { standing, chooser, takenBefore } = this.parts;
    const { name } = this.source;
    const started = this.started();
    this.enter('searching');
    try {
      const all = await chooser.candidates(this.source, this.record.request, signal);
      standing.searched(name);
      const candidates = takenBefore.unknown(this.record, name, all);
      if (candidates.length === 0) {
        const message = all.length === 0 ? '' : `${all.length} known from before as refused or in quarantine`;
        await this.note(started, '', { outcome: 'nothing_found', code: '', message });
      }
      return candidates;
    } catch (error) {
      if (signal.aborted) {
        standing.givenUp(name);
        throw abortFault(signal);
      }
      const fault = toFault(error);
      standing.searchFailed(name, fault);
      await this.note(started, '', failed(fault));
      return undefined;
    }
  }

  private async try(fetcher: TrackFetcher, candidate: Candidate, signal: AbortSignal): Promise<DownloadedFile | 'refused' | 'source_down'> {
    const { standing } = this.parts;
    const { name } = this.source;
    const remoteId = candidate.hit.track.remoteId;
    const started = this.started();
    try {
      const acceptance = await this.fetchAndAccept(fetcher, candidate, signal);
      if (acceptance.accepted) {
        standing.accepted(name);
        await this.note(started, remoteId, { outcome: 'succeeded', code: '', message: '' });
        return acceptance.file;
      }
      const { reason, detail } = acceptance.refusal;
      standing.refused(name, reason);
      await this.note(started, remoteId, { outcome: 'refused', code: reason, message: detail });
      return 'refused';
    } catch (error) {
      if (signal.aborted) {
        standing.givenUp(name);
        throw abortFault(signal);
      }
      const fault = toFault(error);
      // Whether an album has the song, its search could not tell.
      const isMissing = fault.code === 'not_found' && fetcher !== this.source.fetcher;
      if (isMissing) await this.note(started, '', { outcome: 'nothing_found', code: '', message: fault.message });
      else await this.note(started, remoteId, failed(fault));
      if (fault.code === 'disk_full') {
        standing.givenUp(name);
        throw fault;
      }
      standing.fetchFailed(name, fault);
      return passingCodes.has(fault.code) || fault.code === 'unauthenticated' ? 'source_down' : 'refused';
    }
  }

  private async fetchAndAccept(fetcher: TrackFetcher, candidate: Candidate, signal: AbortSignal): Promise<Acceptance> {
    const { name: source } = this.source;
    const { id: downloadId, request } = this.record;
    this.enter('fetching');
    const order = { downloadId, source, fetcher, fetchKey: candidate.hit.fetchKey, once: fetcher !== this.source.fetcher };
    const report = (bytes: { readonly bytesDone: number; readonly bytesTotal: number }): void => {
      this.monitor.progress({ phase: 'fetching', source, bytesDone: bytes.bytesDone, bytesTotal: bytes.bytesTotal });
    };
    const delivered = await this.parts.fetcher.fetch(order, report, signal);
    const delivery = { downloadId, target: request.target, source, candidate, delivered };
    return this.parts.acceptance.accept(delivery, (phase) => this.enter(phase), signal);
  }

  private enter(phase: DownloadPhase): void {
    this.monitor.progress({ phase, source: this.source.name, bytesDone: 0, bytesTotal: 0 });
  }

  private started(): Started {
    const { timing } = this.parts;
    return { at: timing.now(), elapsed: timing.elapsed() };
  }

  private note(started: Started, remoteId: string, outcome: Outcome): Promise<void> {
    const elapsedMs = Math.round(this.parts.timing.elapsed() - started.elapsed);
    return this.monitor.attempt({ source: this.source.name, remoteId, ...outcome, startedAt: started.at, elapsedMs });
  }
}

function failed(fault: Fault): Outcome {
  return { outcome: 'failed', code: fault.code, message: fault.message };
}
