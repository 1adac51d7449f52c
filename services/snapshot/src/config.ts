import { parseS3Address } from '@catalogsync/object-storage';
import { type ConfigValues, edgeKeys, integer, locationKeys, port, text } from '@catalogsync/runtime';

/** Long: a NAS may be off for weeks, and its readers should keep working. */
export const defaultMaxAgeDays = 365;

/** Checked here, so that a mistake is named before anything starts. */
function parseMirror(value: string): string {
  if (value !== '') parseS3Address(value);
  return value;
}

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  DB_PATH: locationKeys.DB_PATH,
  SNAPSHOT_DIR: locationKeys.SNAPSHOT_DIR,
  COVERS_DIR: locationKeys.COVERS_DIR,
  SNAPSHOT_RPC: locationKeys.SNAPSHOT_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  SNAPSHOT_SIGNING_KEYS: locationKeys.SNAPSHOT_SIGNING_KEYS,
  SNAPSHOT_HOST: text({ help: 'Address to serve published snapshots on.', default: '0.0.0.0' }),
  SNAPSHOT_PORT: port({ help: 'Port to serve published snapshots on.', default: 8422 }),
  TRUSTED_PROXIES: edgeKeys.TRUSTED_PROXIES,
  MAX_CONNECTIONS: edgeKeys.MAX_CONNECTIONS,
  SNAPSHOT_SOURCE_TOKEN: locationKeys.SNAPSHOT_SOURCE_TOKEN,
  PUBLIC_API_ACCESS_TOKENS: locationKeys.PUBLIC_API_ACCESS_TOKENS,
  SNAPSHOT_LEAST_RATE: integer({
    help: 'A download of a snapshot that is slower than this over a minute is cut; followers resume it. 0 means no limit.',
    default: 8,
    min: 0,
    max: 1_000_000,
    unit: 'kilobytes a second',
    belongsTo: 'machine',
  }),
  SNAPSHOT_KEEP: integer({
    help: 'How many snapshots stay in the publication folder; one being downloaded stays longer.',
    default: 3,
    min: 1,
    max: 1000,
    unit: 'snapshots',
  }),
  SNAPSHOT_KEEP_DAYS: integer({
    help: 'Snapshots older than this are removed even if there are no more than SNAPSHOT_KEEP; never the current one. 0 means that only the number counts.',
    default: 0,
    min: 0,
    max: 36_500,
    unit: 'days',
  }),
  SNAPSHOT_FRESH_DAYS: integer({
    help: 'Readers accept nothing new if the publication was not signed again for so long; what they have they go on serving. It is signed every day while the service runs.',
    default: 30,
    min: 1,
    max: 3650,
    unit: 'days',
  }),
  SNAPSHOT_MIRROR: {
    ...text({
      help: 'Object storage that each publication is copied to, for readers elsewhere: s3://bucket/prefix?endpoint=https://s3.example&region=eu-1. Its keys are SNAPSHOT_S3_KEYS.',
      default: '',
      defaultText: 'none',
    }),
    kind: 's3 address',
    parse: parseMirror,
  },
  SNAPSHOT_S3_KEYS: locationKeys.SNAPSHOT_S3_KEYS,
  SNAPSHOT_MAX_AGE_DAYS: integer({
    help: 'Readers refuse a manifest this long after it was issued. A publication renews it at half its life.',
    default: defaultMaxAgeDays,
    min: 1,
    max: 36_500,
    unit: 'days',
  }),
} as const;

export type SnapshotConfig = ConfigValues<typeof configKeys>;
