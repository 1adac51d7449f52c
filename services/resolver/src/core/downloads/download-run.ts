import type { QualityProfile } from '@catalogsync/catalog';
import type { FindRecording, RecordingRequest } from '../candidates/find-recording.js';
import type { AskedSource } from '../candidates/search-record.js';
import type { Timing } from '../gate/timing.js';
import type { DownloadAttempt, DownloadedFile, DownloadOutcome, DownloadRecord } from './model.js';
import { profileNamed } from './new-downloads.js';
import { unsuccessful } from './outcome.js';
import type { QuarantineStore } from './ports.js';
import type { RunMonitor, TryRecording } from './try-recording.js';

/** One download: searches for recordings, then fetches and verifies each until one passes. */
export class DownloadRun {
  /** @param profiles by name; the empty name is the default */
  constructor(
    private readonly finder: FindRecording,
    private readonly trying: TryRecording,
    private readonly quarantine: QuarantineStore,
    private readonly profiles: ReadonlyMap<string, QualityProfile>,
    private readonly timing: Pick<Timing, 'now'>,
  ) {}

  /**
   * Returns the outcome; a source's failure is an attempt, not a fault (behaviours 192, 193, 207).
   * @throws Fault the signal's when aborted; `disk_full`; `invalid_argument` for an invalid song
   */
  async run(record: DownloadRecord, monitor: RunMonitor, signal: AbortSignal): Promise<DownloadOutcome> {
    const profile = profileNamed(record.request.qualityProfile, this.profiles);
    const attempts: DownloadAttempt[] = [];
    const attempt = (made: DownloadAttempt): Promise<void> => {
      attempts.push(made);
      return monitor.attempt(made);
    };
    let file: DownloadedFile | undefined;
    await this.finder.find(
      this.requestOf(record, profile),
      {
        asking: ({ source }) => monitor.progress({ phase: 'searching', source, bytesDone: 0 }),
        asked: async (trial) => {
          const made = attemptOf(trial, this.timing.now());
          if (made !== undefined) await attempt(made);
        },
        take: async (offer) => {
          const tried = await this.trying.try(record, profile, offer, { ...monitor, attempt }, signal);
          file = tried.file;
          return tried.verdict;
        },
      },
      signal,
    );
    return file === undefined ? unsuccessful(attempts) : { state: 'succeeded', file };
  }

  private requestOf({ request: { target, sources }, requestKey }: DownloadRecord, profile: QualityProfile): RecordingRequest {
    const { album, artists, albumArtist, year } = target;
    const wantedAlbum = album?.trim() ? { album, artists: albumArtist === undefined ? artists : [albumArtist], year } : undefined;
    return {
      scope: { song: target, ownSource: undefined, sources, album: wantedAlbum },
      terms: { profile, held: (source, remoteIds, signal) => this.quarantine.heldTracks(requestKey, source, remoteIds, signal) },
      manner: { timeoutMs: undefined, policy: undefined, leavesResting: true },
    };
  }
}

/** A successful search is not an attempt; fetching is. */
function attemptOf({ source, outcome, elapsedMs, knownFromBefore, detail, code }: AskedSource, now: number): DownloadAttempt | undefined {
  const begun = { source, startedAt: now - elapsedMs, elapsedMs };
  switch (outcome) {
    case 'sure':
    case 'reserve':
      return undefined;
    case 'nothing': {
      const message = knownFromBefore === 0 ? undefined : `${knownFromBefore} known from before as refused or in quarantine`;
      return { ...begun, outcome: 'nothing_found', message };
    }
    case 'failed':
      return { ...begun, outcome: 'failed', code: code ?? 'internal', message: detail };
  }
}
