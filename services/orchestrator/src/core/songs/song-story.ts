import type { RemoteName } from '../catalogue/catalogue-reader.js';

/** A recording that a source offers. Undefined means unknown. */
export interface Recording {
  readonly source: string;
  readonly remoteId: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly quality: string;
  /** How it compares with the song; undefined if it was not compared. */
  readonly match: RecordingMatch | undefined;
}

interface RecordingMatch {
  readonly accepted: boolean;
  /** 0 to 5, smaller is more certain. */
  readonly priority: number;
  readonly highConfidence: boolean;
  /** In words. */
  readonly reason: string;
  /** Of the titles, 0 to 1. */
  readonly similarity: number;
}

/** One search for the song's recording. Instants are ISO 8601 as the resolver gave them; empty means unknown. */
export interface ToldSearch {
  readonly decidedAt: string;
  /** Undefined if there was nothing to order. */
  readonly policy: string | undefined;
  /** Why the sources were asked in that order. */
  readonly reason: string;
  readonly outcome: 'found' | 'notFound' | 'unfinished' | undefined;
  readonly order: readonly { readonly source: string; readonly score: number | undefined; readonly breakerState: string | undefined }[];
  readonly trials: readonly ToldTrial[];
  readonly chosen: Recording | undefined;
  /** A person had chosen it. */
  readonly manual: boolean;
}

interface ToldTrial {
  readonly source: string;
  readonly outcome: 'chosen' | 'reserve' | 'nothing' | 'failed' | 'refused' | undefined;
  readonly elapsedMs: number;
  readonly hits: number;
  readonly detail: string;
  readonly errorCode: string | undefined;
}

export interface ToldAttempt {
  readonly source: string;
  readonly remoteId: string | undefined;
  readonly outcome: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly startedAt: string;
  readonly elapsedMs: number;
}

export interface ToldDownload {
  readonly id: string;
  readonly state: string;
  readonly source: string | undefined;
  readonly attempts: readonly ToldAttempt[];
  readonly createdAt: string;
  readonly endedAt: string;
  readonly errorMessage: string | undefined;
  readonly hint: string | undefined;
  /** The file that it delivered. */
  readonly file: { readonly source: string; readonly remoteId: string; readonly sha256: string } | undefined;
}

/** The recording that a person chose for the song. */
export interface RecordingChoice {
  readonly source: string;
  readonly remoteId: string;
  readonly note: string;
  readonly createdAt: string;
}

export interface RefusedRecording {
  readonly source: string | undefined;
  readonly remoteId: string | undefined;
  readonly sha256: string | undefined;
  readonly reason: string;
  readonly rejectedAt: string;
}

/** A file of the song that failed verification. */
export interface HeldRecording {
  readonly id: string;
  readonly source: string;
  readonly remoteId: string;
  readonly reason: string;
  readonly detail: string;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number;
  readonly durationMs: number | undefined;
  readonly state: string;
  readonly createdAt: string;
}

/** What the resolver remembers of a song, each newest first. */
export interface SongStory {
  readonly resolves: readonly ToldSearch[];
  readonly downloads: readonly ToldDownload[];
  readonly choice: RecordingChoice | undefined;
  readonly rejected: readonly RefusedRecording[];
  readonly quarantine: readonly HeldRecording[];
}

/** Knows what was done to find a song. */
export interface StoryTeller {
  /** @param sha256s of the files that the song has or had @throws Fault `unavailable` if the resolver does not answer */
  story(song: RemoteName, sha256s: readonly string[], signal: AbortSignal): Promise<SongStory>;
}
