import { type Fault, toFault } from '@catalogsync/faults';
import type { JudgedHit } from '../candidates/candidate.js';
import type { Timing } from '../gate/timing.js';
import type { TrackFetcher } from '../sources/fetch.js';
import type { Expectation } from '../verification/model.js';
import type { DownloadTarget } from './model.js';
import { type Draw, passingCodes, type ReportBytes, type StagingArea } from './ports.js';

export interface FetchLimits {
  /** Most bytes of one file. */
  readonly maxBytes: number;
  /** Total tries per candidate. */
  readonly attempts: number;
  /** First pause between tries; doubles, with jitter. */
  readonly pauseMs: number;
  /** If the source asks for a longer wait, stop trying: others are asked meanwhile. */
  readonly longestPauseMs: number;
}

/** What is fetched, for which download. */
export interface FetchOrder {
  readonly downloadId: string;
  readonly source: string;
  readonly fetcher: TrackFetcher;
  readonly fetchKey: string;
  /** For fetches that take so long that a second try is not worth it. */
  readonly once: boolean;
}

/** A file as delivered by a source, not yet verified. */
export interface Delivered {
  readonly path: string;
  /** Used by this fetch only. */
  readonly folder: string;
}

/** A delivered file and what it was fetched for. */
export interface Delivery {
  readonly downloadId: string;
  readonly target: DownloadTarget;
  readonly judged: JudgedHit;
  readonly expectation: Expectation;
  readonly delivered: Delivered;
}

/** Fetches one file into its own staging folder, and retries after transient failures. */
export class FetchCandidate {
  constructor(
    private readonly staging: StagingArea,
    private readonly limits: FetchLimits,
    private readonly timing: Timing,
    private readonly draw: Draw,
  ) {}

  /**
   * The folder stays after a failure, so that a later try can resume.
   * @throws Fault as `TrackFetcher`
   */
  async fetch(order: FetchOrder, report: ReportBytes, signal: AbortSignal): Promise<Delivered> {
    const { maxBytes } = this.limits;
    const attempts = order.once ? 1 : this.limits.attempts;
    const folder = await this.staging.openFetch(order.downloadId, order.source, order.fetchKey);
    for (let tried = 1; ; tried++) {
      try {
        const request = { fetchKey: order.fetchKey, stagingFolder: folder, maxBytes, report };
        const file = await order.fetcher.fetchTrack(request, signal);
        await this.staging.admit(folder, file.path, maxBytes);
        return { path: file.path, folder };
      } catch (error) {
        const fault = toFault(error);
        const pause = this.pause(fault, tried);
        if (tried >= attempts || pause === undefined) throw fault;
        await this.timing.sleep(pause, signal);
        if (signal.aborted) throw fault;
      }
    }
  }

  /** Milliseconds until the next try; undefined for no further try. */
  private pause(fault: Fault, tried: number): number | undefined {
    if (!passingCodes.has(fault.code) || fault.retry === 'never') return undefined;
    const own = this.limits.pauseMs * 2 ** (tried - 1) * (0.5 + this.draw.random() / 2);
    const pause = fault.retryAfterMs ?? own;
    return pause > this.limits.longestPauseMs ? undefined : pause;
  }
}
