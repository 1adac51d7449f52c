import { resolverDownloadsV1 as wire } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { HeldFile } from '../../core/downloads/decide-quarantine.js';
import {
  blankTarget,
  type DownloadAttempt,
  type DownloadedFile,
  type DownloadTarget,
  type DownloadView,
} from '../../core/downloads/model.js';
import { knownOf, withBlanks } from '../../core/sources/unknown.js';

/** Maps core types to DownloadService messages and back. Nothing else knows both. */

export const downloadStateWords = enumWords(wire.DownloadState, 'DOWNLOAD_STATE_');
const phases = enumWords(wire.DownloadPhase, 'DOWNLOAD_PHASE_');

/** Nonsensical numbers count as unknown. */
export function toTarget(message: wire.DownloadTarget = { ...blankTarget, artists: [] }): DownloadTarget {
  const positive = (value: number): number | undefined => (Number.isSafeInteger(value) && value > 0 ? value : undefined);
  return {
    ...knownOf(message),
    title: message.title,
    artists: message.artists.map((name) => name.trim()).filter((name) => name !== ''),
    durationMs: positive(message.durationMs),
    trackNumber: positive(message.trackNumber),
    discNumber: positive(message.discNumber),
    year: positive(message.year),
  };
}

export function toDownload({ record, progress }: DownloadView): wire.Download {
  const { id, request, state, attempts, file, error } = record;
  return {
    id,
    target: fromTarget(request.target),
    state: downloadStateWords.numberOf(state),
    phase: phases.numberOf(progress.phase),
    source: file?.source ?? progress.source ?? '',
    bytesDone: progress.bytesDone,
    bytesTotal: progress.bytesTotal ?? 0,
    attempts: attempts.map(toAttempt),
    file: file === undefined ? undefined : toFile(file),
    errorCode: error?.code ?? '',
    errorMessage: error?.message ?? '',
    errorHint: error?.hint ?? '',
    createdAt: instant(record.createdAt),
    updatedAt: instant(record.updatedAt),
    endedAt: instant(record.endedAt),
    progressText: progress.text ?? '',
  };
}

function fromTarget(target: DownloadTarget): wire.DownloadTarget {
  return { ...withBlanks(target, blankTarget), artists: [...target.artists] };
}

function toAttempt({ startedAt, remoteId = '', code = '', message = '', ...attempt }: DownloadAttempt): wire.DownloadAttempt {
  return { ...attempt, remoteId, code, message, startedAt: instant(startedAt) };
}

function toFile({ audio, lyricsPath = '', ...file }: DownloadedFile): wire.DownloadedFile {
  const { ext, fileSizeBytes, quality, bitrate = 0, sampleRate = 0, bitDepth = 0, durationMs = 0 } = audio;
  return { ...file, lyricsPath, ext, fileSizeBytes, qualityLabel: quality, bitrate, sampleRate, bitDepth, durationMs };
}

export function toQuarantinedFile({ file, download }: HeldFile): wire.QuarantinedFile {
  const { id, downloadId, path = '', source, remoteId, reason, detail, fileSizeBytes, sha256, state, createdAt, audio } = file;
  return {
    ...{ id, downloadId, path, source, remoteId, reason, detail, fileSizeBytes, sha256, state },
    target: download === undefined ? undefined : fromTarget(download.request.target),
    ext: audio?.ext ?? '',
    durationMs: audio?.durationMs ?? 0,
    createdAt: instant(createdAt),
  };
}

/** Empty for "not yet". */
function instant(ms: number | undefined): string {
  return ms === undefined ? '' : new Date(ms).toISOString();
}
