import 'reflect-metadata';
import { mediaServerMetadataV1, mediaServerPlaylistsV1, mediaServerPlaysV1, mediaServerV1 } from '@catalogsync/contracts';
import { createApplication, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import type { MediaServerConfig } from './config.js';
import { MediaServerModule } from './media-server.module.js';

export async function start(config: MediaServerConfig, context: ServiceContext): Promise<RunningService> {
  const app = await createApplication({
    module: MediaServerModule.register(config, context),
    definitions: {
      'catalogsync.mediaserver.v1.MediaServerService': mediaServerV1.MediaServerServiceService,
      'catalogsync.mediaserver.v1.ServerPlaylistService': mediaServerPlaylistsV1.ServerPlaylistServiceService,
      'catalogsync.mediaserver.v1.ServerPlayService': mediaServerPlaysV1.ServerPlayServiceService,
      'catalogsync.mediaserver.v1.ServerMetadataService': mediaServerMetadataV1.ServerMetadataServiceService,
    },
    address: config.MEDIA_SERVER_RPC,
    access: new RpcAccess('media-server', config, context.socketFolder),
    log: context.log,
  });
  return app.run('media-server', [app.calls]);
}
