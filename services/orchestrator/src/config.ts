import { type ConfigValues, type Environment, locationKeys, port, readConfig, text } from '@catalogsync/runtime';

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  DB_PATH: locationKeys.DB_PATH,
  LIBRARY_DIR: locationKeys.LIBRARY_DIR,
  ORCHESTRATOR_RPC: locationKeys.ORCHESTRATOR_RPC,
  RESOLVER_RPC: locationKeys.RESOLVER_RPC,
  SNAPSHOT_RPC: locationKeys.SNAPSHOT_RPC,
  WEB_HOST: text({ help: 'Address the operations console listens on.', default: '0.0.0.0' }),
  WEB_PORT: port({ help: 'Port of the operations console.', default: 8421 }),
} as const;

export type OrchestratorConfig = ConfigValues<typeof configKeys>;

/** @throws Fault `invalid_argument` that names all faults at once. */
export function readOrchestratorConfig(environment: Environment): OrchestratorConfig {
  return readConfig(configKeys, environment);
}

/** What each job keeps of the configuration it was made under (behaviours 109 to 111). */
export function jobConfig(config: OrchestratorConfig): Readonly<Record<string, unknown>> {
  const { DB_PATH, LIBRARY_DIR } = config;
  return { library_root: LIBRARY_DIR, download_sources: [], env_values: { DB_PATH, LIBRARY_DIR } };
}
