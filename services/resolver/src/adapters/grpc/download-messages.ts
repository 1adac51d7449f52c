import { resolverDownloadsV1 } from '@catalogsync/contracts';
import type { HeldFile } from '../../core/downloads/decide-quarantine.js';
import {
  blankTarget,
  type DownloadAttempt,
  type DownloadedFile,
  type DownloadPhase,
  type DownloadTarget,
  type DownloadView,
} from '../../core/downloads/model.js';
import type { DownloadState } from '../../core/downloads/states.js';
import { knownOf, withBlanks } from '../../core/sources/unknown.js';

/** Maps core types to DownloadService messages and back. Nothing else knows both. */

/** Nonsensical numbers count as unknown. */
export function toTarget(message: resolverDownloadsV1.DownloadTarget = { ...blankTarget, artists: [] }): DownloadTarget {
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

export function toDownload({ record, progress }: DownloadView): resolverDownloadsV1.Download {
  const { id, request, state, attempts, file, error } = record;
  return {
    id,
    target: fromTarget(request.target),
    state: toState(state),
    phase: toPhase(progress.phase),
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
  };
}

function fromTarget(target: DownloadTarget): resolverDownloadsV1.DownloadTarget {
  return { ...withBlanks(target, blankTarget), artists: [...target.artists] };
}

function toAttempt({
  startedAt,
  remoteId = '',
  code = '',
  message = '',
  ...attempt
}: DownloadAttempt): resolverDownloadsV1.DownloadAttempt {
  return { ...attempt, remoteId, code, message, startedAt: instant(startedAt) };
}

function toFile({ audio, lyricsPath = '', ...file }: DownloadedFile): resolverDownloadsV1.DownloadedFile {
  const { ext, fileSizeBytes, quality, bitrate = 0, sampleRate = 0, bitDepth = 0, durationMs = 0 } = audio;
  return { ...file, lyricsPath, ext, fileSizeBytes, qualityLabel: quality, bitrate, sampleRate, bitDepth, durationMs };
}

export function toQuarantinedFile({ file, download }: HeldFile): resolverDownloadsV1.QuarantinedFile {
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

function toState(state: DownloadState): resolverDownloadsV1.DownloadState {
  const { DownloadState: wire } = resolverDownloadsV1;
  switch (state) {
    case 'queued':
      return wire.DOWNLOAD_STATE_QUEUED;
    case 'running':
      return wire.DOWNLOAD_STATE_RUNNING;
    case 'interrupted':
      return wire.DOWNLOAD_STATE_INTERRUPTED;
    case 'succeeded':
      return wire.DOWNLOAD_STATE_SUCCEEDED;
    case 'not_found':
      return wire.DOWNLOAD_STATE_NOT_FOUND;
    case 'failed':
      return wire.DOWNLOAD_STATE_FAILED;
    case 'canceled':
      return wire.DOWNLOAD_STATE_CANCELED;
  }
}

/** Undefined for a value that only newer callers know. */
export function fromState(state: resolverDownloadsV1.DownloadState): DownloadState | undefined {
  const { DownloadState: wire } = resolverDownloadsV1;
  switch (state) {
    case wire.DOWNLOAD_STATE_QUEUED:
      return 'queued';
    case wire.DOWNLOAD_STATE_RUNNING:
      return 'running';
    case wire.DOWNLOAD_STATE_INTERRUPTED:
      return 'interrupted';
    case wire.DOWNLOAD_STATE_SUCCEEDED:
      return 'succeeded';
    case wire.DOWNLOAD_STATE_NOT_FOUND:
      return 'not_found';
    case wire.DOWNLOAD_STATE_FAILED:
      return 'failed';
    case wire.DOWNLOAD_STATE_CANCELED:
      return 'canceled';
    case wire.DOWNLOAD_STATE_UNSPECIFIED:
      return undefined;
  }
}

function toPhase(phase: DownloadPhase | undefined): resolverDownloadsV1.DownloadPhase {
  const { DownloadPhase: wire } = resolverDownloadsV1;
  switch (phase) {
    case undefined:
      return wire.DOWNLOAD_PHASE_UNSPECIFIED;
    case 'searching':
      return wire.DOWNLOAD_PHASE_SEARCHING;
    case 'fetching':
      return wire.DOWNLOAD_PHASE_FETCHING;
    case 'verifying':
      return wire.DOWNLOAD_PHASE_VERIFYING;
    case 'tagging':
      return wire.DOWNLOAD_PHASE_TAGGING;
  }
}
