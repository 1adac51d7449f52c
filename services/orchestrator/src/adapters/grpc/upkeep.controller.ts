import { orchestratorUpkeepV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { FilePlaces } from '../../core/upkeep/locate-file.js';
import type { LeftOver, PurgeLibrary } from '../../core/upkeep/purge-library.js';

/** Tokens of what the module binds. */
export const purgeToken = Symbol('purge of the library');
export const filePlacesToken = Symbol('places of files');

/** For a catalogue of a million songs, of which half are gone. */
const purgeTimeoutMs = 600_000;

/** gRPC edge of UpkeepService. */
@Controller()
@wire.UpkeepServiceControllerMethods()
export class UpkeepController implements wire.UpkeepServiceController {
  constructor(
    @Inject(purgeToken) private readonly library: PurgeLibrary,
    @Inject(filePlacesToken) private readonly places: FilePlaces,
  ) {}

  async purgeLibrary({ dryRun }: wire.PurgeLibraryRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.PurgeLibraryResponse> {
    const signal = AbortSignal.timeout(purgeTimeoutMs);
    const leftOvers = dryRun ? await this.library.look(signal) : await this.library.remove(actorOf(call), signal);
    return { leftOvers: leftOvers.map(toLeftOver) };
  }

  async locateFile({ fileLocationId }: wire.LocateFileRequest): Promise<wire.LocateFileResponse> {
    const place = await this.places.locate(fileLocationId);
    if (place === undefined) throw new Fault('not_found', `there is no local file for location ${fileLocationId}`);
    return { ...place, ext: place.ext ?? '' };
  }
}

const toLeftOver = ({ what, count, examples }: LeftOver): wire.LeftOver => ({ what, count, examples: [...examples] });
