import { isFaultCode } from '@catalogsync/faults';
import { columnsOf, type RowOf } from '@catalogsync/sqlite';
import {
  blankTarget,
  type DownloadAttempt,
  type DownloadedFile,
  type DownloadRecord,
  type DownloadRequest,
} from '../../core/downloads/model.js';
import type { DownloadState } from '../../core/downloads/states.js';
import { blankSound } from '../../core/sources/described.js';
import { knownOf, withBlanks } from '../../core/sources/unknown.js';
import type { MeasuredAudio } from '../../core/verification/model.js';
import { downloadAttempts, downloads } from './rows/downloads.js';

/** Maps rows to core types. The JSON in them was written here. */

export type DownloadRow = RowOf<typeof downloads>;
export type AttemptRow = RowOf<typeof downloadAttempts>;

/** In SQL text: the engine and its watchers read these constantly. */
export const selectDownloads = `SELECT ${columnsOf(downloads)} FROM downloads`;
export const selectAttempts = `SELECT ${columnsOf(downloadAttempts)} FROM download_attempts`;

export function downloadOf(row: DownloadRow, attempts: readonly AttemptRow[]): DownloadRecord {
  const { downloadId: id, requestKey, errorCode: code, errorMessage: message, createdAt, updatedAt } = row;
  return {
    ...{ id, requestKey, createdAt, updatedAt },
    holder: row.holder || undefined,
    request: toRequest(JSON.parse(row.requestJson) as DownloadRequest),
    state: row.state as DownloadState,
    attempts: attempts.map(toAttempt),
    file: row.fileJson === null ? undefined : toFile(JSON.parse(row.fileJson) as DownloadedFile),
    error: code === null ? undefined : { code: isFaultCode(code) ? code : 'internal', message, hint: row.errorHint || undefined },
    released: row.released === 1,
    endedAt: row.endedAt || undefined,
  };
}

function toRequest({ target, qualityProfile, ...request }: DownloadRequest): DownloadRequest {
  return { ...request, target: { ...knownOf(target), title: target.title }, qualityProfile: qualityProfile || undefined };
}

/** '' and 0 stand for unknown, as they always have in stored JSON. */
export function requestJson({ target, qualityProfile = '', ...request }: DownloadRequest): string {
  return JSON.stringify({ ...request, target: withBlanks(target, blankTarget), qualityProfile });
}

function toFile(file: DownloadedFile): DownloadedFile {
  return { ...file, audio: toAudio(file.audio), lyricsPath: file.lyricsPath || undefined };
}

export function fileJson({ audio, lyricsPath = '', ...file }: DownloadedFile): string {
  return JSON.stringify({ ...file, audio: withBlanks(audio, blankSound), lyricsPath });
}

export function toAudio(audio: MeasuredAudio): MeasuredAudio {
  const { durationMs, bitrate, sampleRate, bitDepth } = audio;
  return { ...audio, ...knownOf({ durationMs, bitrate, sampleRate, bitDepth }) };
}

export function audioText(audio: MeasuredAudio): string {
  return JSON.stringify(withBlanks(audio, blankSound));
}

function toAttempt({ source, outcome, startedAt, elapsedMs, remoteId, code, message }: AttemptRow): DownloadAttempt {
  return { source, outcome: outcome as DownloadAttempt['outcome'], ...knownOf({ remoteId, code, message }), startedAt, elapsedMs };
}
