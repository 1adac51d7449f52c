import { resolverDownloadsV1 } from '@catalogsync/contracts';
import { Fault, toFault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { silentLogger } from '@catalogsync/runtime';
import { Controller } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { FakeDownloader } from './fake-downloader.js';

type V1 = typeof resolverDownloadsV1;
type Download = resolverDownloadsV1.Download;

interface Held {
  holder: string;
  download: Download;
  readonly canceling: AbortController;
  readonly ended: Promise<void>;
}

const { DownloadState: states }: V1 = resolverDownloadsV1;
const unused = (): never => {
  throw new Fault('unsupported', 'nobody here asks for this');
};

function begun(id: string, target: Download['target']): Download {
  const texts = { source: '', errorCode: '', errorMessage: '', errorHint: '', createdAt: '', updatedAt: '', endedAt: '', progressText: '' };
  return {
    id,
    target,
    state: states.DOWNLOAD_STATE_RUNNING,
    phase: 0,
    bytesDone: 0,
    bytesTotal: 0,
    attempts: [],
    file: undefined,
    ...texts,
  };
}

/** Acts as the resolver's DownloadService over real gRPC, with an in-memory downloader behind it. */
export function startFakeDownloadService(address: string, downloader: FakeDownloader): Promise<RpcServer> {
  const held = new Map<string, Held>();
  const find = (id: string): Held => {
    const found = held.get(id);
    if (found === undefined) throw new Fault('not_found', 'no such download');
    return found;
  };
  const run = async (one: Held, target: resolverDownloadsV1.DownloadTarget): Promise<void> => {
    const song = { id: 1, platform: target.platform, remoteId: target.remoteId, name: target.title, singers: undefined };
    const { album, durationMs, isrc, albumArtist, trackNumber, discNumber, year, genre, coverUrl } = target;
    const tags = { albumArtist, trackNumber, discNumber, year, genre, coverUrl };
    const end = (more: Partial<Download>): void => {
      one.download = { ...one.download, ...more, endedAt: '2026-01-01T00:00:00.000Z' };
    };
    try {
      const context = {
        sources: { names: [], areDefault: false },
        attempt: one.download.id,
        signal: one.canceling.signal,
        report: () => undefined,
      };
      const outcome = await downloader.download({ ...song, album, durationMs, isrc, tags }, context);
      if (outcome.kind === 'nothing') end({ state: states.DOWNLOAD_STATE_NOT_FOUND, errorCode: 'not_found', errorMessage: outcome.reason });
      else {
        const { file } = outcome;
        const figures = { bitrate: file.bitrate ?? 0, sampleRate: file.sampleRate ?? 0, bitDepth: file.bitDepth ?? 0, durationMs: 0 };
        const more = { locator: '', remoteId: 'r', tagged: true, lyricsPath: file.lyricsPath ?? '' };
        end({ state: states.DOWNLOAD_STATE_SUCCEEDED, file: { ...file, ...figures, ...more } });
      }
    } catch (error) {
      const { code, message, hint = '' } = toFault(error);
      const state = code === 'canceled' ? states.DOWNLOAD_STATE_CANCELED : states.DOWNLOAD_STATE_FAILED;
      end({ state, errorCode: code, errorMessage: message, errorHint: hint });
    }
  };

  @Controller()
  @resolverDownloadsV1.DownloadServiceControllerMethods()
  class FakeDownloadService implements resolverDownloadsV1.DownloadServiceController {
    async startDownload({ target, holder }: resolverDownloadsV1.StartDownloadRequest): Promise<resolverDownloadsV1.StartDownloadResponse> {
      if (target === undefined) throw new Fault('invalid_argument', 'no song');
      const id = `download-${target.platform}-${target.remoteId}`;
      const known = held.get(id);
      if (known !== undefined) {
        known.holder = holder;
        return { download: known.download, created: false };
      }
      const one = { holder, download: begun(id, target), canceling: new AbortController(), ended: Promise.resolve() };
      held.set(id, one);
      one.ended = run(one, target);
      return { download: one.download, created: true };
    }
    watchDownload({ id }: resolverDownloadsV1.WatchDownloadRequest): Observable<resolverDownloadsV1.WatchDownloadResponse> {
      return streamOf(async function* () {
        const one = find(id);
        yield { download: one.download };
        await one.ended;
        yield { download: one.download };
      });
    }
    async cancelDownload({ id, holder }: resolverDownloadsV1.CancelDownloadRequest): Promise<resolverDownloadsV1.CancelDownloadResponse> {
      const one = find(id);
      if (one.holder === holder) {
        one.canceling.abort();
        await one.ended;
        held.delete(id);
      }
      return { download: one.download };
    }
    async releaseDownload({
      id,
      holder,
    }: resolverDownloadsV1.ReleaseDownloadRequest): Promise<resolverDownloadsV1.ReleaseDownloadResponse> {
      if (find(id).holder === holder) {
        await downloader.release(id);
        held.delete(id);
      }
      return {};
    }
    getDownload(): never {
      return unused();
    }
    listDownloads(): never {
      return unused();
    }
    listQuarantine(): never {
      return unused();
    }
    approveQuarantined(): never {
      return unused();
    }
    rejectQuarantined(): never {
      return unused();
    }
  }

  return startRpcServer({
    module: { module: class {}, controllers: [FakeDownloadService] },
    definitions: { 'catalogsync.resolver.v1.DownloadService': resolverDownloadsV1.DownloadServiceService },
    address,
    log: silentLogger(),
  });
}
