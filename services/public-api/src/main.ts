import { readConfig, type Service } from '@catalogsync/runtime';
import { configKeys, type PublicApiConfig } from './config.js';

/** The public read service: serves the catalogue over HTTP from the snapshot alone. */
export const service: Service<PublicApiConfig> = {
  name: 'public-api',
  configKeys,
  configure: (environment) => readConfig(configKeys, environment),
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};
