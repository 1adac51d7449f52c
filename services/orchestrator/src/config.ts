import { dirname, join } from 'node:path';
import type { HttpServerLimits } from '@catalogsync/http';
import {
  type ConfigValues,
  choice,
  type Environment,
  edgeKeys,
  integer,
  locationKeys,
  port,
  readConfig,
  text,
  wordList,
} from '@catalogsync/runtime';
import { type ObjectBackend, parseObjectBackend } from './core/catalogue/storage-backend.js';
import { objectStorageKeys } from './object-storage-keys.js';

/** Whether the pattern ever fires shows at start: settings are read without what reads such patterns. */
const rescanPattern = (common: Parameters<typeof text>[0]): ReturnType<typeof text> => {
  const key = text(common);
  return {
    ...key,
    kind: 'cron pattern, or off',
    parse: (value) => {
      const pattern = key.parse(value).trim().replace(/\s+/g, ' ');
      if (pattern === 'off') return '';
      if (![5, 6].includes(pattern.split(' ').length))
        throw new Error(`must be a cron pattern of five or six fields, or off, not "${value}"`);
      return pattern;
    },
  };
};

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  DB_PATH: locationKeys.DB_PATH,
  LIBRARY_DIR: locationKeys.LIBRARY_DIR,
  INPUT_DIR: locationKeys.INPUT_DIR,
  COVERS_DIR: locationKeys.COVERS_DIR,
  STAGING_DIR: locationKeys.STAGING_DIR,
  SNAPSHOT_DIR: locationKeys.SNAPSHOT_DIR,
  ORCHESTRATOR_RPC: locationKeys.ORCHESTRATOR_RPC,
  RESOLVER_RPC: locationKeys.RESOLVER_RPC,
  SNAPSHOT_RPC: locationKeys.SNAPSHOT_RPC,
  MEDIA_SERVER_RPC: locationKeys.MEDIA_SERVER_RPC,
  KEYS_DIR: locationKeys.KEYS_DIR,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  CONFIG_FILE: locationKeys.CONFIG_FILE,
  ENV_FILE: locationKeys.ENV_FILE,
  DOWNLOAD_SOURCES: locationKeys.DOWNLOAD_SOURCES,
  DOWNLOAD_LISTS: wordList({
    help: 'Sources all of whose lists are downloaded, as with playlists follow --all. Of other sources, only lists that you chose are.',
    default: Object.freeze([]),
    defaultText: 'none',
  }),
  DOWNLOAD_WORKERS: locationKeys.DOWNLOAD_WORKERS,
  MIN_FREE_MB: integer({
    help: 'Free space that a full volume must have again before its paused downloads continue.',
    default: 100,
    min: 1,
    max: 1_000_000,
    unit: 'megabytes',
  }),
  RECOVERY: choice(['resume', 'pause'], {
    help: 'What happens to jobs that a crash or shutdown interrupted. After three crashes in ten minutes they stay paused either way.',
    default: 'resume',
  }),
  PUBLISH_EVERY_MINUTES: integer({
    help: 'How often a job that downloads for long publishes what it has so far; 0 means only when it ends or waits.',
    default: 15,
    min: 0,
    max: 10_080,
    unit: 'minutes',
  }),
  LINK_RECORDINGS: choice(['yes', 'no'], {
    help: 'Whether songs of different platforms that are the same recording are linked: downloaded once, and shown as one track.',
    default: 'yes',
  }),
  COVERS: choice(['on', 'off'], {
    help: 'Whether covers are looked for, in files, folders and at the addresses that platforms give.',
    default: 'on',
  }),
  KEEP_EMPTY_CHARTS_DAYS: integer({
    help: 'How long a chart keeps its songs, and a source its charts, after its platform began to show none; a playlist keeps them until the next job finds it empty too.',
    default: 30,
    min: 0,
    max: 36_500,
    unit: 'days',
  }),
  PLAYLIST_HISTORY_DAYS: integer({
    help: 'How long the history of playlists is kept: which songs came, went and moved.',
    default: 400,
    min: 1,
    max: 36_500,
    unit: 'days',
  }),
  SERVER_ACTIVE: locationKeys.SERVER_ACTIVE,
  ACTIVE_MEDIA_SERVER: locationKeys.ACTIVE_MEDIA_SERVER,
  MIRROR_PLAYLISTS: choice(['followed', 'chosen', 'none'], {
    help: 'Which playlists jobs mirror to the media server: those whose songs are downloaded and those chosen with media mirror, only chosen ones, or none.',
    default: 'followed',
  }),
  MIRROR_MODE: choice(['reconcile', 'append', 'replace'], {
    help: 'How a playlist on the media server is brought up to date: reconcile changes only what differs, append only adds, replace writes it anew.',
    default: 'reconcile',
  }),
  MEDIA_SCAN_MINUTES: integer({
    help: 'How long a job waits for the media server to end a scan before it mirrors playlists; 0 means not at all.',
    default: 30,
    min: 0,
    max: 360,
    unit: 'minutes',
  }),
  LIBRARY_RESCAN: rescanPattern({
    help: 'When the whole library is scanned besides being watched, as a cron pattern in the time zone of this machine; `off` for never.',
    default: '30 4 * * *',
  }),
  START_RUNNER: choice(['true', 'false'], {
    help: 'Whether jobs run in this process. Without a runner they wait in the queue; `up` and `run` always have one.',
    default: 'false',
    belongsTo: 'machine',
  }),
  ...objectStorageKeys,
  WEB_HOST: text({ help: 'Address the operations console listens on.', default: '0.0.0.0' }),
  WEB_PORT: port({ help: 'Port of the operations console.', default: 8421 }),
  AUDIT_KEEP_DAYS: edgeKeys.AUDIT_KEEP_DAYS,
  ALLOWED_HOSTS: edgeKeys.ALLOWED_HOSTS,
  TRUSTED_PROXIES: edgeKeys.TRUSTED_PROXIES,
  MAX_CONNECTIONS: edgeKeys.MAX_CONNECTIONS,
} as const;

/** The console sends only names and commands; larger bodies are refused unread. */
export const httpLimits: HttpServerLimits = { requestMs: 30_000, drainMs: 3_000, bodyBytes: 64 * 1024 };

export interface OrchestratorConfig extends ConfigValues<typeof configKeys> {
  /** The keys of `frozenKeys` that are set; the others have their default. */
  readonly frozenAsSet: readonly (typeof frozenKeys)[number][];
}

/**
 * @throws Fault `invalid_argument` that lists all faults, or a fault of the object storage, see `parseObjectBackend`
 */
export function readOrchestratorConfig(environment: Environment): OrchestratorConfig {
  const config = { ...readConfig(configKeys, environment), frozenAsSet: frozenKeys.filter((key) => (environment[key] ?? '') !== '') };
  objectBackend(config);
  return config;
}

/** The object storage of the OBJECT_ keys, if set. */
export function objectBackend(config: OrchestratorConfig): ObjectBackend | undefined {
  if (config.OBJECT_BUCKET === '') return undefined;
  return parseObjectBackend(config.OBJECT_BACKEND_NAME || 'object-storage', {
    bucket: config.OBJECT_BUCKET,
    endpoint: config.OBJECT_ENDPOINT,
    region: config.OBJECT_REGION,
    prefix: config.OBJECT_PREFIX,
    publicBaseUrl: config.OBJECT_PUBLIC_BASE_URL,
    delivery: config.OBJECT_DELIVERY,
  });
}

const frozenKeys = ['DB_PATH', 'LIBRARY_DIR', 'DOWNLOAD_SOURCES', 'OBJECT_BACKEND_NAME', 'OBJECT_BUCKET', 'OBJECT_ENDPOINT'] as const;

/**
 * The part of the configuration that each job freezes (behaviours 109 to 111). `env_values` holds only these six
 * keys, each if it is set, so no secret can get into the snapshot.
 */
export function jobConfig(config: OrchestratorConfig): Readonly<Record<string, unknown>> {
  return {
    library_root: config.LIBRARY_DIR,
    download_sources: [...config.DOWNLOAD_SOURCES],
    env_values: Object.fromEntries(config.frozenAsSet.map((key) => [key, String(config[key])])),
  };
}

/** The folders of a download below the library root, one per part. */
const downloadLayout = '<platform>/<first artist>';

/** The orchestrator's effective configuration, under its old names (behaviour 117). */
export function runtimeFields(config: OrchestratorConfig): Readonly<Record<string, string>> {
  return {
    root_dir: config.ROOT_DIR,
    app_home: dirname(config.ENV_FILE),
    library_dir: config.LIBRARY_DIR,
    db_path: config.DB_PATH,
    input_dir: config.INPUT_DIR,
    log_dir: join(config.ROOT_DIR, 'logs'),
    download_layout: downloadLayout,
    env_file: config.ENV_FILE,
    web_host: config.WEB_HOST,
    web_port: String(config.WEB_PORT),
  };
}

/** Why stages of a template are left out of jobs here, for a person. */
export function whyLeftOut({
  OBJECT_BUCKET,
  OBJECT_BACKEND_NAME,
  OBJECT_ACCESS_KEYS,
  COVERS,
  SERVER_ACTIVE,
}: OrchestratorConfig): Readonly<Record<string, string>> {
  return {
    ...(OBJECT_ACCESS_KEYS.size > 0 ? {} : { upload: noUpload(OBJECT_BUCKET, OBJECT_BACKEND_NAME) }),
    ...(COVERS === 'off' ? { covers: 'covers are turned off (COVERS)' } : {}),
    ...(SERVER_ACTIVE.trim() === '' ? { scan: 'no media server is chosen (SERVER_ACTIVE)' } : {}),
  };
}

const noUpload = (bucket: string, name: string): string =>
  bucket === ''
    ? 'no object storage is configured (OBJECT_BUCKET)'
    : `no access key for backend ${name || 'object-storage'}: OBJECT_ACCESS_KEYS`;
