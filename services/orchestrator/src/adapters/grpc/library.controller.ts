import { orchestratorLibraryV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall, streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { ScanFeed } from '../../core/library/scan-feed.js';
import type { ScanFolder } from '../../core/library/scan-folder.js';

/** Tokens of what the module binds. */
export const scanFolderToken = Symbol('scan of a folder');
export const scanFeedToken = Symbol('scans as they end');

/** The resolver is asked for its folders and sources. */
const scanWithinMs = 20_000;

/** gRPC edge of LibraryService. */
@Controller()
@wire.LibraryServiceControllerMethods()
export class LibraryController implements wire.LibraryServiceController {
  constructor(
    @Inject(scanFolderToken) private readonly scans: ScanFolder,
    @Inject(scanFeedToken) private readonly ended: ScanFeed,
  ) {}

  scan({ folder }: wire.ScanRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ScanResponse> {
    return this.scans.run(folder || undefined, actorOf(call), AbortSignal.timeout(scanWithinMs));
  }

  watchScans(): Observable<wire.WatchScansResponse> {
    return streamOf((left) => this.ended.read(left));
  }
}
