import type { Service } from '@catalogsync/runtime';
import { configKeys, type MediaServerConfig, readMediaServerConfig } from './config.js';

/** The owner's media server, behind catalogsync.mediaserver.v1. */
export const service: Service<MediaServerConfig> = {
  name: 'media-server',
  configKeys,
  configure: readMediaServerConfig,
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};
