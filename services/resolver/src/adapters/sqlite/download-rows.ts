import { isFaultCode } from '@catalogsync/faults';
import {
  blankTarget,
  type DownloadAttempt,
  type DownloadedFile,
  type DownloadRecord,
  type DownloadRequest,
} from '../../core/downloads/model.js';
import type { QuarantinedFile } from '../../core/downloads/ports.js';
import type { DownloadState } from '../../core/downloads/states.js';
import { knownOf, withBlanks } from '../../core/sources/unknown.js';
import type { MeasuredAudio } from '../../core/verification/model.js';

/** Rows as SQLite gives them, and what they mean. The JSON in them is of our own writing. */

export interface DownloadRow {
  readonly seq: number;
  readonly download_id: string;
  readonly request_key: string;
  readonly request_json: string;
  readonly holder: string;
  readonly state: DownloadState;
  readonly file_json: string | null;
  readonly error_code: string | null;
  readonly error_message: string;
  readonly error_hint: string;
  readonly released: 0 | 1;
  readonly created_at: number;
  readonly updated_at: number;
  readonly ended_at: number;
}

export interface AttemptRow {
  readonly download_id: string;
  readonly source: string;
  readonly remote_id: string;
  readonly outcome: DownloadAttempt['outcome'];
  readonly code: string;
  readonly message: string;
  readonly started_at: number;
  readonly elapsed_ms: number;
}

export interface QuarantineRow {
  readonly seq: number;
  readonly quarantine_id: string;
  readonly download_id: string;
  readonly path: string;
  readonly source: string;
  readonly remote_id: string;
  readonly reason: string;
  readonly detail: string;
  readonly sha256: string;
  readonly audio_json: string | null;
  readonly file_size_bytes: number;
  readonly state: QuarantinedFile['state'];
  readonly created_at: number;
}

export function toDownload(row: DownloadRow, attempts: readonly AttemptRow[]): DownloadRecord {
  const { error_code: code, error_message: message } = row;
  return {
    id: row.download_id,
    requestKey: row.request_key,
    request: toRequest(JSON.parse(row.request_json) as DownloadRequest),
    holder: row.holder,
    state: row.state,
    attempts: attempts.map(toAttempt),
    file: row.file_json === null ? undefined : toFile(JSON.parse(row.file_json) as DownloadedFile),
    error: code === null ? undefined : { code: isFaultCode(code) ? code : 'internal', message, hint: row.error_hint || undefined },
    released: row.released === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at || undefined,
  };
}

function toRequest({ target, qualityProfile, ...request }: DownloadRequest): DownloadRequest {
  return { ...request, target: { ...knownOf(target), title: target.title }, qualityProfile: qualityProfile || undefined };
}

/** As it was always stored. */
export function requestJson({ target, qualityProfile = '', ...request }: DownloadRequest): string {
  return JSON.stringify({ ...request, target: withBlanks(target, blankTarget), qualityProfile });
}

function toFile(file: DownloadedFile): DownloadedFile {
  return { ...file, audio: toAudio(file.audio), lyricsPath: file.lyricsPath || undefined };
}

export function fileJson({ audio, lyricsPath = '', ...file }: DownloadedFile): string {
  return JSON.stringify({ ...file, audio: withBlanks(audio, blankAudio), lyricsPath });
}

function toAudio(audio: MeasuredAudio): MeasuredAudio {
  const { durationMs, bitrate, sampleRate, bitDepth } = audio;
  return { ...audio, ...knownOf({ durationMs, bitrate, sampleRate, bitDepth }) };
}

export function audioJson(audio: MeasuredAudio): string {
  return JSON.stringify(withBlanks(audio, blankAudio));
}

const blankAudio = { durationMs: 0, bitrate: 0, sampleRate: 0, bitDepth: 0 };

function toAttempt(row: AttemptRow): DownloadAttempt {
  const { source, outcome, remote_id: remoteId, code, message } = row;
  return { source, outcome, ...knownOf({ remoteId, code, message }), startedAt: row.started_at, elapsedMs: row.elapsed_ms };
}

export function toQuarantined(row: QuarantineRow): QuarantinedFile {
  const { path, source, reason, detail, sha256, state } = row;
  return {
    id: row.quarantine_id,
    downloadId: row.download_id,
    path,
    source,
    remoteId: row.remote_id,
    reason,
    detail,
    sha256,
    fileSizeBytes: row.file_size_bytes,
    audio: row.audio_json === null ? undefined : toAudio(JSON.parse(row.audio_json) as MeasuredAudio),
    state,
    createdAt: row.created_at,
  };
}
