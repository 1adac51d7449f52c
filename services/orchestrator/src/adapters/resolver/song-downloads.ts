import { resolverDownloadsV1 } from '@catalogsync/contracts';
import { Fault, isFaultCode, toFault } from '@catalogsync/faults';
import { clientOf, endIfSilent, type RpcAccess } from '@catalogsync/rpc';
import { SINGER_SEPARATOR } from '../../core/catalogue/song-artists.js';
import type { SongToDownload } from '../../core/catalogue/song-details.js';
import type { DownloadContext, DownloadOutcome, SongDownloader, StagedFile } from '../../core/download/song-downloader.js';

const callDeadlineMs = 30_000;
/** A large file from a slow peer takes hours; only silence means a dead resolver, which sends a sign of life every 20 s. */
const watchDeadlineMs = 24 * 3_600_000;
const silentMs = 90_000;

/** Downloads through the resolver, which finds, fetches, verifies and tags. Its staging folder must be readable here. */
export class SongDownloads extends clientOf(resolverDownloadsV1.DownloadServiceService, 'resolver') implements SongDownloader {
  /** Download ids by the attempt that holds them. */
  private readonly held = new Map<string, string>();

  /** @param warn is told what is left for the resolver to clear */
  constructor(
    address: string,
    private readonly warn: (error: unknown, message: string) => void,
    access?: RpcAccess,
  ) {
    super(address, access);
  }

  async download(song: SongToDownload, { sources, attempt, signal, report }: DownloadContext): Promise<DownloadOutcome> {
    if (signal.aborted) throw new Fault('canceled', 'the download was canceled');
    const chosen = { sources: [...sources.names], sourcesAreDefault: sources.areDefault };
    const request = { target: targetOf(song), ...chosen, qualityProfile: '', holder: attempt };
    // Not abortable: we must know whether it began, or it would continue unnoticed.
    const { download } = await this.rpc.startDownload(request, { deadlineMs: callDeadlineMs });
    if (download === undefined) throw new Fault('data_corrupt', 'resolver: a download has no id');
    this.held.set(attempt, download.id);
    try {
      return outcomeOf(await this.ended(download.id, signal, report));
    } catch (error) {
      if (!signal.aborted) throw error;
      await this.cancel(download.id, attempt);
      throw new Fault('canceled', 'the download was canceled', { cause: error });
    }
  }

  async release(attempt: string): Promise<void> {
    const id = this.held.get(attempt);
    if (id === undefined) return;
    this.held.delete(attempt);
    try {
      await this.rpc.releaseDownload({ id, holder: attempt }, { deadlineMs: callDeadlineMs });
    } catch (error) {
      // The resolver itself clears what nobody collects.
      this.warn(error, 'a staged file was not released');
    }
  }

  private async ended(id: string, signal: AbortSignal, report: DownloadContext['report']): Promise<resolverDownloadsV1.Download> {
    const open = (ended: AbortSignal) => this.rpc.watchDownload({ id }, { deadlineMs: watchDeadlineMs, signal: ended });
    for await (const { download } of endIfSilent(open, { silentMs, signal, what: 'resolver' })) {
      if (download === undefined) continue;
      const { bytesDone, bytesTotal, source, progressText } = download;
      const total = bytesTotal === 0 ? 0 : Math.max(bytesTotal, bytesDone);
      report({ done: bytesDone, total, unit: 'bytes', current: progressText || source });
      if (download.endedAt !== '') return download;
    }
    throw new Fault('unavailable', 'resolver: it stopped before the download had ended');
  }

  private async cancel(id: string, holder: string): Promise<void> {
    this.held.delete(holder);
    try {
      await this.rpc.cancelDownload({ id, holder }, { deadlineMs: callDeadlineMs });
    } catch (error) {
      // It may have just ended; then only its files are left.
      if (toFault(error).code !== 'failed_precondition') throw error;
      await this.rpc.releaseDownload({ id, holder }, { deadlineMs: callDeadlineMs });
    }
  }
}

function targetOf(song: SongToDownload): resolverDownloadsV1.DownloadTarget {
  return {
    platform: song.platform,
    remoteId: song.remoteId,
    title: song.name,
    artists: song.singers?.split(SINGER_SEPARATOR) ?? [],
    album: song.album ?? '',
    albumArtist: song.tags?.albumArtist ?? '',
    durationMs: song.durationMs ?? 0,
    isrc: song.isrc ?? '',
    trackNumber: song.tags?.trackNumber ?? 0,
    discNumber: song.tags?.discNumber ?? 0,
    year: song.tags?.year ?? 0,
    genre: song.tags?.genre ?? '',
    coverUrl: song.tags?.coverUrl ?? '',
    // The resolver asks the sources for them.
    lyrics: '',
  };
}

/** @throws the resolver's Fault for a failed download */
function outcomeOf(download: resolverDownloadsV1.Download): DownloadOutcome {
  const { DownloadState: states } = resolverDownloadsV1;
  const { state, file, errorCode, errorMessage, errorHint } = download;
  if (state === states.DOWNLOAD_STATE_SUCCEEDED && file !== undefined) return { kind: 'staged', file: toStagedFile(file) };
  if (state === states.DOWNLOAD_STATE_NOT_FOUND) return { kind: 'nothing', reason: errorMessage };
  const code = isFaultCode(errorCode) ? errorCode : 'internal';
  throw new Fault(code, errorMessage === '' ? 'the download failed' : errorMessage, errorHint === '' ? {} : { hint: errorHint });
}

/** proto3 has no absent scalars: empty and 0 mean unknown. */
function toStagedFile(file: resolverDownloadsV1.DownloadedFile): StagedFile {
  return {
    ...file,
    lyricsPath: file.lyricsPath || undefined,
    bitrate: file.bitrate || undefined,
    sampleRate: file.sampleRate || undefined,
    bitDepth: file.bitDepth || undefined,
    durationMs: file.durationMs || undefined,
  };
}
