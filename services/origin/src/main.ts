import { readConfig, type Service } from '@catalogsync/runtime';
import { configKeys, type OriginConfig } from './config.js';

/** The private origin: serves library files with ranges, for signed links only. */
export const service: Service<OriginConfig> = {
  name: 'origin',
  configKeys,
  configure: (environment) => readConfig(configKeys, environment),
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};
