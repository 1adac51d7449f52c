import { type ConfigValues, choice, type Environment, type LogLevel, locationKeys, logLevels, readConfig } from '@catalogsync/runtime';

/** Keys of the command itself; services read their own. */
export const hostKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  DB_PATH: locationKeys.DB_PATH,
  SNAPSHOT_DIR: locationKeys.SNAPSHOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  CACHE_DIR: locationKeys.CACHE_DIR,
  LIBRARY_DIR: locationKeys.LIBRARY_DIR,
  INPUT_DIR: locationKeys.INPUT_DIR,
  LIBRARY_FOLDERS: locationKeys.LIBRARY_FOLDERS,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  LOG_LEVEL: choice(logLevels, {
    help: 'What is logged to standard error. Under `serve` the default is info.',
    default: 'warn',
  }),
} as const;

export type HostConfig = ConfigValues<typeof hostKeys>;

/** @throws Fault `invalid_argument` that names all errors at once. */
export function readHostConfig(environment: Environment): HostConfig {
  return readConfig(hostKeys, environment);
}

/** Log level of this run: `--debug` wins. */
export function logLevel(config: HostConfig, debug: boolean): LogLevel {
  return debug ? 'debug' : config.LOG_LEVEL;
}
