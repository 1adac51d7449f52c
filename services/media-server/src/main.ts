import 'reflect-metadata';
import { mediaServerV1 } from '@catalogsync/contracts';
import { createApplication, RpcAccess } from '@catalogsync/rpc';
import { type RunningService, readConfig, type Service, type ServiceContext } from '@catalogsync/runtime';
import { configKeys, type MediaServerConfig } from './config.js';
import { MediaServerModule, serverRegistry } from './media-server.module.js';

async function start(config: MediaServerConfig, context: ServiceContext): Promise<RunningService> {
  const app = await createApplication({
    module: MediaServerModule.register(config, context),
    definitions: { 'catalogsync.mediaserver.v1.MediaServerService': mediaServerV1.MediaServerServiceService },
    address: config.MEDIA_SERVER_RPC,
    access: new RpcAccess('media-server', config, context.socketFolder),
    log: context.log,
  });
  return app.run('media-server', [app.calls]);
}

/** The owner's media server, behind catalogsync.mediaserver.v1. */
export const service: Service<MediaServerConfig> = {
  name: 'media-server',
  configKeys,
  configure: (environment) => {
    const config = readConfig(configKeys, environment);
    serverRegistry().choose(config.MEDIA_SERVER);
    return config;
  },
  start,
};
