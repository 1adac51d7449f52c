import { resolverSettingsV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import { ReloadSources } from '../../core/reload/reload-sources.js';

/** gRPC edge of the SettingsService. */
@Controller()
@wire.SettingsServiceControllerMethods()
export class SettingsController implements wire.SettingsServiceController {
  constructor(@Inject(ReloadSources) private readonly reloading: ReloadSources) {}

  async reloadSources(_request: wire.ReloadSourcesRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ReloadSourcesResponse> {
    const { sources, restartKeys } = await this.reloading.run(actorOf(call));
    return { sources: sources.map((source) => ({ ...source, keys: [...source.keys] })), restartKeys: [...restartKeys] };
  }
}
