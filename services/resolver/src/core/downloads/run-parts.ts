import type { ManualMatches } from '../resolve/manual-matches.js';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { AcceptFile } from './accept-file.js';
import type { AlbumTracks } from './album-tracks.js';
import type { FetchCandidate } from './fetch-candidate.js';
import type { DownloadAttempt, DownloadProgress } from './model.js';
import type { CandidateChooser, SourceOrder, VerificationLog } from './ports.js';
import type { SourceStanding } from './source-standing.js';
import type { TakenBefore } from './taken-before.js';
import type { Timing } from './timing.js';

/** Whom a run tells what it does. */
export interface RunMonitor {
  progress(progress: DownloadProgress): void;
  attempt(attempt: DownloadAttempt): Promise<void>;
}

export interface RunParts {
  readonly sources: SourceRegistry;
  readonly order: SourceOrder;
  readonly chooser: CandidateChooser;
  readonly standing: SourceStanding;
  readonly takenBefore: TakenBefore;
  readonly fetcher: FetchCandidate;
  readonly albums: AlbumTracks;
  readonly acceptance: AcceptFile;
  readonly log: VerificationLog;
  readonly manual: ManualMatches;
  /** Asked where a request names none; empty means every one that can fetch. */
  readonly defaultSources: readonly string[];
  readonly timing: Timing;
  /** Candidates fetched at one source before the next source is asked. */
  readonly candidatesPerSource: number;
}
