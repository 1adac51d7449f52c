import {
  type ConfigValues,
  choice,
  type Environment,
  fraction,
  httpAddress,
  integer,
  keyList,
  type LogLevel,
  locationKeys,
  logLevels,
  path,
  port,
  readConfig,
  text,
} from '@catalogsync/runtime';

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
  SECRETS_DIR: path({
    help: 'Folder of files that each hold one secret and are named like its key, as container engines and systemd mount them. They win over secrets.env. Set in the process environment, never in the file.',
    default: '',
    defaultText: 'none',
  }),
  LOG_LEVEL: choice(logLevels, {
    help: 'What is logged to standard error. Under `serve` the default is info.',
    default: 'warn',
  }),
  METRICS_PORT: port({
    help: 'Port for Prometheus: metrics of all services of this process at /metrics. 0 means none; the console shows the same to an API token that may read.',
    default: 0,
  }),
  METRICS_HOST: text({ help: 'Address that METRICS_PORT is opened on.', default: '127.0.0.1' }),
  METRICS_TOKEN: text({
    help: 'Token that METRICS_PORT asks for. Set one where others reach that port.',
    default: '',
    defaultText: 'none',
    secret: true,
  }),
  DRAIN_SECONDS: integer({
    help: 'How long services go on answering after they were told to stop, while they say that they are not ready. Behind a load balancer: longer than it takes to notice that.',
    default: 0,
    min: 0,
    max: 600,
    unit: 'seconds',
    belongsTo: 'machine',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpAddress({
    help: 'Collector that traces are sent to by OTLP over HTTP, such as http://127.0.0.1:4318. Empty: none are made.',
    default: '',
    defaultText: 'none',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: keyList({
    help: 'Header fields for the collector, such as a login.',
    default: new Map<string, string>(),
    defaultText: 'none',
    secret: true,
  }),
  OTEL_SERVICE_NAME: text({ help: 'Name of this installation in traces.', default: 'catalogsync' }),
  OTEL_TRACES_SAMPLER_ARG: fraction({
    help: 'Share of the traces that are kept.',
    default: 1,
    belongsTo: 'machine',
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
