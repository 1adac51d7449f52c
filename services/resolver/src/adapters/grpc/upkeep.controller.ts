import { resolverUpkeepV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { ForgetFiles } from '../../core/library/forget-files.js';
import { type LibraryFault, LibraryFaults } from '../../core/library/library-faults.js';

const mostGiven = 1000;

/** gRPC edge of the UpkeepService. */
@Controller()
@wire.UpkeepServiceControllerMethods()
export class UpkeepController implements wire.UpkeepServiceController {
  constructor(
    @Inject(LibraryFaults) private readonly faults: LibraryFaults,
    @Inject(ForgetFiles) private readonly files: ForgetFiles,
  ) {}

  async listFaults({ includeSetAside, pageSize, pageToken }: wire.ListFaultsRequest): Promise<wire.ListFaultsResponse> {
    if (pageSize < 0 || pageSize > mostGiven) throw new Fault('invalid_argument', `a page has 1 to ${mostGiven} faults`);
    const limit = pageSize || 200;
    const [path, reason = ''] = pageToken.split('\0');
    const after = path === undefined ? undefined : { path, reason };
    const faults = await this.faults.list({ after, limit, setAside: includeSetAside });
    const last = faults.at(-1);
    return {
      faults: faults.map(toFault),
      nextPageToken: last === undefined || faults.length < limit ? '' : `${last.path}\0${last.reason}`,
    };
  }

  async setFaultsAside(
    { paths, undo }: wire.SetFaultsAsideRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.SetFaultsAsideResponse> {
    checkCount(paths);
    await (undo ? this.faults.takeUp(paths, actorOf(call)) : this.faults.setAside(paths, actorOf(call)));
    return {};
  }

  async listForgottenTracks({ remoteTrackIds }: wire.ListForgottenTracksRequest): Promise<wire.ListForgottenTracksResponse> {
    checkCount(remoteTrackIds);
    return { remoteTrackIds: [...(await this.files.forgotten(remoteTrackIds))] };
  }

  /** Part of what the orchestrator does, which keeps the record of it. */
  async purgeIndex({ dryRun }: wire.PurgeIndexRequest): Promise<wire.PurgeIndexResponse> {
    return { goneFiles: await this.files.purge(dryRun) };
  }
}

function checkCount(given: readonly string[]): void {
  if (given.length > mostGiven) throw new Fault('invalid_argument', `at most ${mostGiven} at once, not ${given.length}`);
}

function toFault({ setAside, ...fault }: LibraryFault): wire.LibraryFault {
  return { ...fault, setAsideAt: setAside?.at ?? 0, setAsideBy: setAside?.by ?? '' };
}
