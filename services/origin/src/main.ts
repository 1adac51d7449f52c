import 'reflect-metadata';
import { startRpcServer } from '@catalogsync/rpc';
import { closeAll, type RunningService, type Service, type ServiceContext } from '@catalogsync/runtime';
import { FollowedLocations } from './adapters/catalogue-snapshot/followed-locations.js';
import { OriginServer } from './adapters/http/origin-server.js';
import { configKeys, type OriginConfig, readOriginConfig } from './config.js';
import { OriginModule } from './origin.module.js';

async function start(config: OriginConfig, context: ServiceContext): Promise<RunningService> {
  const rpc = await startRpcServer({
    module: OriginModule.register(config, context),
    definitions: {},
    address: config.ORIGIN_RPC,
    log: context.log,
  });
  const locations = rpc.app.get(FollowedLocations);
  const http = rpc.app.get(OriginServer);
  // Streams end before the snapshot that they were looked up in.
  const closers = [
    { name: 'the private origin', close: () => http.close() },
    { name: 'the snapshot follower', close: () => locations.stop() },
    { name: 'RPC', close: () => rpc.stop() },
  ];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= closeAll(closers, context.log);
    return stopped;
  };
  try {
    await locations.start();
    return { name: 'origin', addresses: { grpc: rpc.address, http: await http.listen() }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The private origin: the library's files, by range, for signed links alone. */
export const service: Service<OriginConfig> = { name: 'origin', configKeys, configure: readOriginConfig, start };
