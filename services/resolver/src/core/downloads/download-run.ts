import type { QualityProfile } from '@catalogsync/catalog';
import { type FaultCode, isFaultCode } from '@catalogsync/faults';
import type { FindRecording, RecordingRequest } from '../candidates/find-recording.js';
import { progressText } from '../candidates/recording-taker.js';
import type { AskedSource } from '../candidates/search-record.js';
import type { Timing } from '../gate/timing.js';
import type { DownloadAttempt, DownloadedFile, DownloadOutcome, DownloadRecord } from './model.js';
import { profileNamed } from './new-downloads.js';
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
    const withKnown = new Set<string>();
    const attempt = (made: DownloadAttempt): Promise<void> => {
      attempts.push(made);
      return monitor.attempt(made);
    };
    let file: DownloadedFile | undefined;
    await this.finder.find(
      this.requestOf(record, profile),
      {
        asking: (step) => monitor.progress({ phase: 'searching', source: step.source, bytesDone: 0, text: progressText(step) }),
        asked: async (trial) => {
          if (trial.knownFromBefore > 0) withKnown.add(trial.source);
          const made = attemptOf(trial, this.timing.now());
          if (made !== undefined) await attempt(made);
        },
        take: async (offer, from) => {
          const tried = await this.trying.try(record, profile, { ...offer, from }, { ...monitor, attempt }, signal);
          file = tried.file;
          return tried.verdict;
        },
      },
      signal,
    );
    return file === undefined ? unsuccessful(attempts, withKnown) : { state: 'succeeded', file };
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

/** Marks an attempt at a source that deliberately gives no files: it was not asked. */
const noFiles: FaultCode = 'unsupported';

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
    case 'no_files':
      return { ...begun, outcome: 'nothing_found', code: noFiles, message: detail };
    case 'failed':
      return { ...begun, outcome: 'failed', code: code ?? 'internal', message: detail };
  }
}

/**
 * The outcome of a run without a file. `not_found`: sources answered, but none has the song in an acceptable form.
 * `failed`: none answered, or one has it and did not deliver.
 * @param withKnown the sources that have it in a form that was refused before
 */
function unsuccessful(attempts: readonly DownloadAttempt[], withKnown: ReadonlySet<string>): DownloadOutcome {
  const message = sentence(attempts, withKnown);
  const failures = attempts.filter(({ outcome }) => outcome === 'failed');
  const undelivered = failures.find(({ remoteId }) => remoteId !== undefined);
  const asked = attempts.filter(({ outcome, code }) => outcome !== 'nothing_found' || code !== noFiles);
  const answered = asked.some(({ outcome }) => outcome !== 'failed');
  if (asked.length === 0) {
    const hint = 'Configure a source that can fetch, or name one that is configured.';
    const reasons = attempts.map(({ source, message: why = '' }) => `${source} ${why}`);
    return { state: 'failed', error: { code: 'failed_precondition', message: ['there is no usable source', ...reasons].join('; '), hint } };
  }
  const failure = undelivered ?? (answered ? undefined : failures[0]);
  if (failure !== undefined) {
    const { code = 'internal' } = failure;
    return {
      state: 'failed',
      error: {
        code: isFaultCode(code) ? code : 'internal',
        message,
        hint: 'Try again later; `sources check` shows which sources can be used.',
      },
    };
  }
  const refused = withKnown.size > 0 || attempts.some(({ outcome }) => outcome === 'refused');
  const hint = refused
    ? 'Check the refused files (`quarantine list`), or allow lower quality.'
    : 'Add a source that has it, or check the spelling of the song.';
  return { state: 'not_found', error: { code: 'not_found', message, hint } };
}

function sentence(attempts: readonly DownloadAttempt[], withKnown: ReadonlySet<string>): string {
  const bySource = new Map<string, string[]>();
  for (const { source, outcome, code = '', message = '' } of attempts) {
    const nothing = outcome === 'nothing_found' && code === noFiles ? message : withKnown.has(source) ? 'nothing new' : 'nothing found';
    const words = outcome === 'nothing_found' ? nothing : `${outcome} (${code.replaceAll('_', ' ')})`;
    const known = bySource.get(source) ?? [];
    if (!known.includes(words)) known.push(words);
    bySource.set(source, known);
  }
  const parts = [...bySource].map(([source, words]) => `${source}: ${words.join(', ')}`);
  return `no source gave the song: ${parts.join('; ')}`;
}
