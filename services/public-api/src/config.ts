import { join } from 'node:path';
import type { HttpServerLimits } from '@catalogsync/http';
import {
  type ConfigKey,
  type ConfigKeys,
  type ConfigValues,
  choice,
  edgeKeys,
  httpAddress,
  integer,
  keyList,
  locationKeys,
  path,
  port,
  text,
} from '@catalogsync/runtime';

/** Every key of the public API. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  CACHE_DIR: locationKeys.CACHE_DIR,
  SNAPSHOT_DIR: locationKeys.SNAPSHOT_DIR,
  SNAPSHOT_SOURCE: locationKeys.SNAPSHOT_SOURCE,
  SNAPSHOT_SOURCE_TOKEN: locationKeys.SNAPSHOT_SOURCE_TOKEN,
  SNAPSHOT_S3_KEYS: locationKeys.SNAPSHOT_S3_KEYS,
  SNAPSHOT_ROOT: locationKeys.SNAPSHOT_ROOT,
  SNAPSHOT_TRUSTED_KEYS: locationKeys.SNAPSHOT_TRUSTED_KEYS,
  SNAPSHOT_POLL_SECONDS: locationKeys.SNAPSHOT_POLL_SECONDS,
  COVER_CACHE_MB: integer({
    help: 'Most room for pictures of covers that the public API keeps in CACHE_DIR; those used longest ago go first.',
    default: 2_000,
    min: 1,
    max: 1_000_000,
    unit: 'megabytes',
    belongsTo: 'machine',
  }),
  PLAYBACK_SIGNING_KEYS: locationKeys.PLAYBACK_SIGNING_KEYS,
  OBJECT_READ_KEYS: keyList({
    help: 'Access keys that may only read, by the name of the backend, to sign addresses of object storage with delivery presigned; each as name=<access key id>:<secret>.',
    default: new Map(),
    defaultText: 'none',
    secret: true,
  }),
  PUBLIC_API_RPC: locationKeys.PUBLIC_API_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  ORIGIN_PORT: locationKeys.ORIGIN_PORT,
  ORIGIN_BASE_URL: httpAddress({
    help: 'Address at which players reach the private origin. Empty: the host of the request if it is allowed (ALLOWED_HOSTS), at ORIGIN_PORT.',
    default: '',
    defaultText: 'none',
  }),
  PUBLIC_API_HOST: text({ help: 'Address that the public API listens on.', default: '0.0.0.0' }),
  PUBLIC_API_PORT: port({ help: 'Port of the public API.', default: 8080 }),
  ALLOWED_HOSTS: edgeKeys.ALLOWED_HOSTS,
  TRUSTED_PROXIES: edgeKeys.TRUSTED_PROXIES,
  MAX_CONNECTIONS: edgeKeys.MAX_CONNECTIONS,
  PUBLIC_API_ACCESS_TOKENS: locationKeys.PUBLIC_API_ACCESS_TOKENS,
  PUBLIC_API_ACCESS: choice(['open', 'key'], {
    help: 'Who may use the public API: everybody, or who shows an API key (cloud keys create) or one of PUBLIC_API_ACCESS_TOKENS.',
    default: (lookup) => ((lookup('PUBLIC_API_ACCESS_TOKENS') as readonly string[]).length === 0 ? 'open' : 'key'),
    defaultText: 'key if there are PUBLIC_API_ACCESS_TOKENS, otherwise open',
    belongsTo: 'machine',
  }),
  PUBLIC_API_KEYS: path({
    help: 'File of the API keys; it holds hashes only. A change is noticed within seconds.',
    default: (lookup) => join(String(lookup('ROOT_DIR')), 'api-keys.json'),
    defaultText: 'ROOT_DIR/api-keys.json',
  }),
  PUBLIC_API_RATE: integer({
    help: 'Requests to the public API per minute and address (IPv6: per /64 network); further ones are told when to come back. 0 means no limit. Behind a proxy, set TRUSTED_PROXIES too.',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'requests',
  }),
  PUBLIC_API_KEY_RATE: integer({
    help: 'The same per API key that has no rate of its own; it replaces that of the address. 0 means no limit.',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'requests',
  }),
  PUBLIC_API_BURST: integer({
    help: 'How many of these requests may come at once after a pause. 0 means those of a whole minute.',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'requests',
  }),
  HTTP_FRESH_SECONDS: integer({
    help: 'How long browsers, proxies and CDNs may use an answer of the catalogue without asking again. A new snapshot is seen by all of them after at most twice that time.',
    default: 60,
    min: 0,
    max: 86_400,
    unit: 'seconds',
  }),
  HTTP_CACHE_MB: integer({
    help: 'Memory for answers of the snapshot in use, so that each is read and compressed once; a quarter is for uncompressed ones. 0 keeps none.',
    default: 16,
    min: 0,
    max: 4096,
    unit: 'MB',
  }),
  PLAYBACK_TTL_SECONDS: integer({
    help: 'Least validity of a signed playback link; it may be valid a sixth longer, so that equal requests get equal links.',
    default: 6 * 3600,
    min: 60,
    max: 7 * 24 * 3600,
    unit: 'seconds',
  }),
} satisfies ConfigKeys & Record<string, ConfigKey>;

/** In CACHE_DIR: when each API key was used last. */
export const lastUsesName = 'api-keys-used.json';

export type PublicApiConfig = ConfigValues<typeof configKeys>;

/** A request is headers only. Toplist ids may be long; longer path segments get 404. */
export const httpLimits: HttpServerLimits = { requestMs: 20_000, drainMs: 3_000, segmentLength: 2_048 };
