import { join } from 'node:path';
import { readConfig, type Service } from '@catalogsync/runtime';
import { configKeys, lastUsesName, type PublicApiConfig } from './config.js';
import type { ApiKey } from './core/limits/api-key.js';

export type { ApiKey } from './core/limits/api-key.js';

/** The public read service: serves the catalogue over HTTP from the snapshot alone. */
export const service: Service<PublicApiConfig> = {
  name: 'public-api',
  configKeys,
  configure: (environment) => readConfig(configKeys, environment),
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};

/** The API keys of an installation; a running public API notices a change within seconds. */
export interface ApiKeyBook {
  /** Oldest first, with when each was used last: ISO 8601, UTC. @throws Fault `data_corrupt`, `permission_denied` */
  list(): Promise<readonly (ApiKey & { readonly lastUsedAt: string | undefined })[]>;
  /** The text can never be read again. @throws Fault `already_exists`, `invalid_argument` */
  create(wanted: { readonly name: string; readonly perMinute?: number; readonly now: Date }): Promise<{ key: ApiKey; text: string }>;
  /** @param wanted its id or name. @throws Fault `not_found` */
  revoke(wanted: string): Promise<ApiKey>;
}

/** @param config as `service.configure` returns it */
export async function apiKeyBook(config: unknown): Promise<ApiKeyBook> {
  const files = await import('./adapters/api-keys/api-key-files.js');
  const { PUBLIC_API_KEYS: file, CACHE_DIR } = config as PublicApiConfig;
  return {
    async list() {
      const uses = await files.readLastUses(join(CACHE_DIR, lastUsesName));
      return (await files.readApiKeys(file)).map((key) => ({ ...key, lastUsedAt: uses[key.id] }));
    },
    create: (wanted) => files.createApiKey(file, wanted),
    revoke: (wanted) => files.revokeApiKey(file, wanted),
  };
}
