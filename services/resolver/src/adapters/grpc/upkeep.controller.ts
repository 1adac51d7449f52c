import type { Actor } from '@catalogsync/audit';
import { resolverUpkeepV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { DuplicateFiles, DuplicateStore } from '../../core/library/duplicate-files.js';
import { ForgetFiles } from '../../core/library/forget-files.js';
import { type LibraryFault, LibraryFaults } from '../../core/library/library-faults.js';

/** What the index knows about equal files. */
export const duplicatesToken = Symbol('duplicate files');

const mostGiven = 1000;
const mostDuplicates = 200;

/** gRPC edge of the UpkeepService. */
@Controller()
@wire.UpkeepServiceControllerMethods()
export class UpkeepController implements wire.UpkeepServiceController {
  constructor(
    @Inject(LibraryFaults) private readonly faults: LibraryFaults,
    @Inject(ForgetFiles) private readonly files: ForgetFiles,
    @Inject(duplicatesToken) private readonly equals: DuplicateStore,
  ) {}

  async listFaults({ includeSetAside, pageSize, pageToken }: wire.ListFaultsRequest): Promise<wire.ListFaultsResponse> {
    if (pageSize < 0 || pageSize > mostGiven) throw new Fault('invalid_argument', `a page has 1 to ${mostGiven} faults`);
    const limit = pageSize || 200;
    const [path, reason = ''] = pageToken.split('\0');
    const after = path === undefined ? undefined : { path, reason };
    const faults = await this.faults.list({ after, limit, setAside: includeSetAside });
    const last = faults.at(-1);
    return {
      total: pageToken === '' ? await this.faults.count(includeSetAside) : 0,
      faults: faults.map(toFault),
      nextPageToken: last === undefined || faults.length < limit ? '' : `${last.path}\0${last.reason}`,
    };
  }

  async setFaultsAside(
    { paths, undo, onBehalfOf }: wire.SetFaultsAsideRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<wire.SetFaultsAsideResponse> {
    checkCount(paths);
    const actor = askedBy(actorOf(call), onBehalfOf);
    await (undo ? this.faults.takeUp(paths, actor) : this.faults.setAside(paths, actor));
    return {};
  }

  async listDuplicates({ pageSize, pageToken }: wire.ListDuplicatesRequest): Promise<wire.ListDuplicatesResponse> {
    if (pageSize < 0 || pageSize > mostDuplicates) throw new Fault('invalid_argument', `a page has 1 to ${mostDuplicates} contents`);
    const { duplicates, next = '' } = await this.equals.duplicates(pageToken, pageSize || 50);
    return { duplicates: duplicates.map(toDuplicates), nextPageToken: next };
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

/** The console asks for people whom this service does not know; nobody else may speak for others. */
function askedBy(caller: Actor, onBehalfOf: string): Actor {
  return onBehalfOf !== '' && caller.actor === 'service orchestrator' ? { ...caller, actor: onBehalfOf.slice(0, 200) } : caller;
}

const toDuplicates = ({ paths, ...duplicates }: DuplicateFiles): wire.DuplicateFiles => ({ ...duplicates, paths: [...paths] });

function checkCount(given: readonly string[]): void {
  if (given.length > mostGiven) throw new Fault('invalid_argument', `at most ${mostGiven} at once, not ${given.length}`);
}

function toFault({ setAside, ...fault }: LibraryFault): wire.LibraryFault {
  return { ...fault, setAsideAt: setAside?.at ?? 0, setAsideBy: setAside?.by ?? '' };
}
