import { resolverCoversV1 } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { SourceCovers } from '../../core/covers/source-covers.js';
import { stopSignalToken } from './resolver.controller.js';

/** For one picture, from a disk that sleeps or a slow host. */
const coverMs = 60_000;

/** Well below gRPC's usual limit of 4 MiB for a message. */
const partBytes = 256 * 1024;

/** gRPC edge of the CoverService. */
@Controller()
@resolverCoversV1.CoverServiceControllerMethods()
export class CoversController implements resolverCoversV1.CoverServiceController {
  constructor(
    @Inject(SourceCovers) private readonly covers: SourceCovers,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  findCover(request: resolverCoversV1.FindCoverRequest): Observable<resolverCoversV1.FindCoverResponse> {
    return streamOf((left) => this.found(request, this.within(left)));
  }

  fetchCover({ address }: resolverCoversV1.FetchCoverRequest): Observable<resolverCoversV1.FetchCoverResponse> {
    return streamOf((left) => this.fetched(address, this.within(left)));
  }

  async stampCovers({ source, remoteIds }: resolverCoversV1.StampCoversRequest): Promise<resolverCoversV1.StampCoversResponse> {
    const stamps = await this.covers.stamps(source, remoteIds, this.within());
    return { stamps: stamps.map((stamp) => stamp ?? '') };
  }

  private async *found(
    { source, remoteId }: resolverCoversV1.FindCoverRequest,
    signal: AbortSignal,
  ): AsyncGenerator<resolverCoversV1.FindCoverResponse> {
    const { kind = '', stamp = '', bytes = new Uint8Array() } = await this.covers.find(source, remoteId, signal);
    yield { cover: { kind, stamp, sizeBytes: bytes.length } };
    for (const part of partsOf(bytes)) yield { bytes: part };
  }

  private async *fetched(address: string, signal: AbortSignal): AsyncGenerator<resolverCoversV1.FetchCoverResponse> {
    const { bytes } = await this.covers.fetch(address, signal);
    for (const part of partsOf(bytes)) yield { bytes: part };
  }

  private within(...more: readonly AbortSignal[]): AbortSignal {
    return AbortSignal.any([this.stopping, AbortSignal.timeout(coverMs), ...more]);
  }
}

function* partsOf(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += partBytes) yield Buffer.from(bytes.subarray(at, at + partBytes));
}
