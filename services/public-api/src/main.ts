import 'reflect-metadata';
import { startRpcServer } from '@catalogsync/rpc';
import { closeAll, type RunningService, type Service, type ServiceContext } from '@catalogsync/runtime';
import { HttpApi } from './adapters/http/http-api.js';
import { FollowedSnapshot } from './adapters/snapshot-follower/followed-snapshot.js';
import { configKeys, type PublicApiConfig, readPublicApiConfig } from './config.js';
import { PublicApiModule } from './public-api.module.js';

async function start(config: PublicApiConfig, context: ServiceContext): Promise<RunningService> {
  const rpc = await startRpcServer({
    module: PublicApiModule.register(config, context),
    definitions: {},
    address: config.PUBLIC_API_RPC,
    log: context.log,
  });
  const snapshots = rpc.app.get(FollowedSnapshot);
  const http = rpc.app.get(HttpApi);
  // Requests end before the readers that answer them.
  const stop = (): Promise<void> =>
    closeAll(
      [
        { name: 'the public API', close: () => http.close() },
        { name: 'the snapshot follower', close: () => snapshots.stop() },
        { name: 'RPC', close: () => rpc.stop() },
      ],
      context.log,
    );
  try {
    await snapshots.start();
    const address = await http.listen();
    let stopped: Promise<void> | undefined;
    return {
      name: 'public-api',
      addresses: { grpc: rpc.address, http: address },
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The public read service: the catalogue from the snapshot alone, on HTTP. */
export const service: Service<PublicApiConfig> = { name: 'public-api', configKeys, configure: readPublicApiConfig, start };
