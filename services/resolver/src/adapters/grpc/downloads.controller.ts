import { setTimeout as sleep } from 'node:timers/promises';
import { platformName } from '@catalogsync/catalog';
import { resolverDownloadsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { DecideQuarantine } from '../../core/downloads/decide-quarantine.js';
import { DownloadEngine } from '../../core/downloads/download-engine.js';
import { RecordedDownloads } from '../../core/downloads/recorded-downloads.js';
import type { DownloadState } from '../../core/downloads/states.js';
import { decodePageToken, encodePageToken, invalidToken } from '../../core/sources/page-token.js';
import { whyNoFiles } from '../../core/sources/source.js';
import { SourceRegistry } from '../../core/sources/source-registry.js';
import { downloadStateWords, toDownload, toQuarantinedFile, toTarget } from './download-messages.js';
import { stopSignalToken } from './resolver.controller.js';

/** At most ten messages a second; changes in between go into the next one. */
const paceMs = 100;
/** A download may wait a long time for its turn; this tells watchers that the resolver is alive. */
const signOfLifeMs = 20_000;
const approveTimeoutMs = 120_000;
const usualPage = 100;
const largestPage = 500;

interface Paged {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** gRPC edge of the DownloadService. */
@Controller()
@wire.DownloadServiceControllerMethods()
export class DownloadsController implements wire.DownloadServiceController {
  constructor(
    @Inject(DownloadEngine) private readonly engine: DownloadEngine,
    @Inject(DecideQuarantine) private readonly quarantine: DecideQuarantine,
    @Inject(RecordedDownloads) private readonly recorded: RecordedDownloads,
    @Inject(SourceRegistry) private readonly sources: SourceRegistry,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  async startDownload(request: wire.StartDownloadRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.StartDownloadResponse> {
    const sources = this.namedSources(request);
    const target = toTarget(request.target);
    // Look up a person's choice under the source's proper name, whatever the song's platform was called.
    const platform = this.sources.find(target.platform)?.name ?? platformName(target.platform ?? '');
    const { view, created } = await this.recorded.start(
      { target: { ...target, platform: platform || undefined }, sources, qualityProfile: request.qualityProfile || undefined },
      request.holder || undefined,
      actorOf(call),
    );
    return { download: toDownload(view), created };
  }

  async getDownload({ id }: wire.GetDownloadRequest): Promise<wire.GetDownloadResponse> {
    return { download: toDownload(await this.engine.get(id)) };
  }

  async listDownloads(request: wire.ListDownloadsRequest): Promise<wire.ListDownloadsResponse> {
    const states = request.states.map(knownState);
    const list = ['downloads', [...states].sort().join()];
    const { views, next } = await this.engine.list({ states, ...page(request, list) });
    return { downloads: views.map(toDownload), nextPageToken: token(list, next) };
  }

  watchDownload({ id }: wire.WatchDownloadRequest): Observable<wire.WatchDownloadResponse> {
    return streamOf((left) => this.watchOne(id, AbortSignal.any([left, this.stopping])));
  }

  async cancelDownload(
    { id, holder }: wire.CancelDownloadRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.CancelDownloadResponse> {
    return { download: toDownload(await this.recorded.cancel(id, holder || undefined, actorOf(call))) };
  }

  async releaseDownload(
    { id, holder }: wire.ReleaseDownloadRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.ReleaseDownloadResponse> {
    await this.recorded.release(id, holder || undefined, actorOf(call));
    return {};
  }

  async listQuarantine(request: wire.ListQuarantineRequest): Promise<wire.ListQuarantineResponse> {
    const { includeDecided } = request;
    const list = ['quarantine', String(includeDecided)];
    const { held, next } = await this.quarantine.list({ includeDecided, ...page(request, list) });
    return { files: held.map(toQuarantinedFile), nextPageToken: token(list, next) };
  }

  async approveQuarantined(
    { id }: wire.ApproveQuarantinedRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.ApproveQuarantinedResponse> {
    const signal = AbortSignal.any([this.stopping, AbortSignal.timeout(approveTimeoutMs)]);
    const record = await this.recorded.approve(id, actorOf(call), signal);
    return { download: toDownload(await this.engine.get(record.id)) };
  }

  async rejectQuarantined(
    { id }: wire.RejectQuarantinedRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.RejectQuarantinedResponse> {
    await this.recorded.reject(id, actorOf(call));
    return {};
  }

  /** An unknown name in a default list is no reason to fail: it is left out, as are sources that give no files. */
  private namedSources({ sources, sourcesAreDefault }: wire.StartDownloadRequest): string[] {
    if (!sourcesAreDefault) return sources.map((name) => this.sources.get(name).name);
    const listed = sources.length === 0 ? this.sources.all() : sources.flatMap((name) => this.sources.find(name) ?? []);
    return listed.filter((source) => whyNoFiles(source) === undefined).map(({ name }) => name);
  }

  private async *watchOne(id: string, signal: AbortSignal): AsyncGenerator<wire.WatchDownloadResponse> {
    const changes = this.engine.changes(signal);
    let view = await this.engine.get(id);
    yield { download: toDownload(view) };
    if (view.record.endedAt !== undefined) return;
    const signs = setInterval(() => this.engine.sign(id), signOfLifeMs);
    try {
      for await (const ids of changes) {
        if (!ids.includes(id)) continue;
        view = await this.engine.get(id);
        yield { download: toDownload(view) };
        if (view.record.endedAt !== undefined) return;
        await pace(signal);
      }
    } finally {
      clearInterval(signs);
    }
  }
}

async function pace(signal: AbortSignal): Promise<void> {
  // Once aborted, the surrounding loop ends by itself.
  await sleep(paceMs, undefined, { signal }).catch(() => undefined);
}

function knownState(state: wire.DownloadState): DownloadState {
  const known = downloadStateWords.wordOf(state);
  if (known === undefined) throw new Fault('invalid_argument', 'unknown download state');
  return known;
}

function page({ pageSize, pageToken }: Paged, list: readonly string[]): { limit: number; before: number | undefined } {
  if (pageSize !== 0 && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= largestPage)) {
    throw new Fault('invalid_argument', `the page size must be from 1 to ${largestPage}, or 0 for ${usualPage}`);
  }
  const position = decodePageToken(pageToken, list);
  const before = position === undefined ? undefined : Number(position);
  if (before !== undefined && !Number.isSafeInteger(before)) throw invalidToken();
  return { limit: pageSize === 0 ? usualPage : pageSize, before };
}

function token(list: readonly string[], next: number | undefined): string {
  return next === undefined ? '' : encodePageToken({ list, after: String(next) });
}
