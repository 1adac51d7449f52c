import { readConfig, type Service } from '@catalogsync/runtime';
import { configKeys, type MediaServerConfig } from './config.js';
import { serverRegistry } from './media-servers.binding.js';

/** The owner's media server, behind catalogsync.mediaserver.v1. */
export const service: Service<MediaServerConfig> = {
  name: 'media-server',
  configKeys,
  configure: (environment) => {
    const config = readConfig(configKeys, environment);
    serverRegistry().choose(config.MEDIA_SERVER);
    return config;
  },
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};
