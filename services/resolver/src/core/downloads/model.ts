import type { FaultCode } from '@catalogsync/faults';
import type { Song } from '../candidates/song.js';
import { blankDetails } from '../sources/described.js';
import type { SongDetails } from '../sources/source-track.js';
import type { Plain } from '../sources/unknown.js';
import type { MeasuredAudio } from '../verification/model.js';
import type { DownloadState } from './states.js';

/** The wanted song, with what goes into its tags. */
export interface DownloadTarget extends Song, SongDetails {
  readonly coverUrl: string | undefined;
  /** LRC or plain lines. */
  readonly lyrics: string | undefined;
}

/** What stored requests and messages use for unknown values. */
export const blankTarget: Plain<DownloadTarget> = {
  platform: '',
  remoteId: '',
  title: '',
  artists: [],
  ...blankDetails,
  coverUrl: '',
  lyrics: '',
};

export interface DownloadRequest {
  readonly target: DownloadTarget;
  /** Names of sources in order of preference, aliases resolved; empty means every one that can fetch. */
  readonly sources: readonly string[];
  /** Undefined means the default. */
  readonly qualityProfile: string | undefined;
}

/** What a running download is doing. */
export type DownloadPhase = 'searching' | 'fetching' | 'verifying' | 'tagging';

/** Changes too often to be stored. */
export interface DownloadProgress {
  readonly phase: DownloadPhase | undefined;
  readonly source: string | undefined;
  readonly bytesDone: number;
  readonly bytesTotal?: number | undefined;
  /** For a person: which source is searched (behaviour 48). */
  readonly text?: string;
}

export const noProgress: DownloadProgress = { phase: undefined, source: undefined, bytesDone: 0 };

/** One attempt at one source. */
export interface DownloadAttempt {
  readonly source: string;
  /** Left out if the search found no candidate. */
  readonly remoteId?: string;
  readonly outcome: 'succeeded' | 'nothing_found' | 'refused' | 'failed';
  /** A fault code for `failed`, the reason for `refused`. */
  readonly code?: string;
  readonly message?: string;
  readonly startedAt: number;
  readonly elapsedMs: number;
}

/** A verified file, tagged, in the staging folder. */
export interface DownloadedFile {
  /** Absolute. */
  readonly path: string;
  /** Proposed: the first attempt of `trackLocator`. */
  readonly locator: string;
  readonly source: string;
  readonly remoteId: string;
  /** Of the staged file. */
  readonly sha256: string;
  readonly audio: MeasuredAudio;
  readonly tagged: boolean;
  /** Absolute; undefined if there are no lyrics. */
  readonly lyricsPath: string | undefined;
}

/** Why a download ended without a file. */
export interface DownloadError {
  readonly code: FaultCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** A download as it is stored. Instants are milliseconds since 1970. */
export interface DownloadRecord {
  readonly id: string;
  /** Equal for equivalent requests (behaviour 195). */
  readonly requestKey: string;
  readonly request: DownloadRequest;
  /** Who gets the file: the latest requester. */
  readonly holder: string | undefined;
  readonly state: DownloadState;
  readonly attempts: readonly DownloadAttempt[];
  readonly file: DownloadedFile | undefined;
  readonly error: DownloadError | undefined;
  /** The caller has taken the file. */
  readonly released: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Undefined until it ends. */
  readonly endedAt: number | undefined;
}

/** The outcome of a run. */
export type DownloadOutcome =
  | { readonly state: 'succeeded'; readonly file: DownloadedFile }
  | { readonly state: 'not_found' | 'failed' | 'canceled'; readonly error: DownloadError };

/** A download with its current activity. */
export interface DownloadView {
  readonly record: DownloadRecord;
  readonly progress: DownloadProgress;
}
