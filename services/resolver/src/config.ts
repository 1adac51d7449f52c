import { toFault } from '@catalogsync/faults';
import { PrivateHosts } from '@catalogsync/outbound-http';
import {
  type ConfigValues,
  choice,
  type Environment,
  edgeKeys,
  integer,
  locationKeys,
  readConfig,
  text,
  wordList,
} from '@catalogsync/runtime';
import { rankingPolicies } from './core/ranking/ranking-decision.js';
import { sourceKeys } from './sources.binding.js';

/** Keys of the download engine. */
const downloadKeys = {
  STAGING_DIR: locationKeys.STAGING_DIR,
  DOWNLOAD_WORKERS: locationKeys.DOWNLOAD_WORKERS,
  DOWNLOAD_MAX_MEGABYTES: integer({
    help: 'Largest size of one file; larger downloads are aborted.',
    default: 1024,
    min: 1,
    max: 65_536,
    unit: 'megabytes',
  }),
  DOWNLOAD_SEARCH_SECONDS: integer({
    help: 'Longest time a source may take to answer a search.',
    default: 20,
    min: 1,
    max: 600,
    unit: 'seconds',
  }),
  DOWNLOAD_STALL_SECONDS: integer({
    help: 'How long a download may stall before it is aborted.',
    default: 60,
    min: 1,
    max: 3600,
    unit: 'seconds',
  }),
  DOWNLOAD_FETCH_MINUTES: integer({
    help: 'Longest total time for downloading one file.',
    default: 60,
    min: 1,
    max: 1440,
    unit: 'minutes',
  }),
  DOWNLOAD_QUALITY: wordList({
    help: 'Wanted qualities, best first: hires, lossless, high (320 kbit/s), standard (192), low.',
    default: Object.freeze(['hires', 'lossless', 'high', 'standard', 'low']),
    defaultText: 'hires,lossless,high,standard,low',
  }),
  DOWNLOAD_QUALITY_FLOOR: text({
    help: 'Lowest acceptable quality; empty means the last one of DOWNLOAD_QUALITY.',
    default: '',
    defaultText: 'none',
    belongsTo: 'work',
  }),
  LYRICS: choice(['on', 'off'], {
    help: 'Whether to fetch the lyrics of a downloaded song and write them next to its file (`.lrc`).',
    default: 'on',
  }),
  QUARANTINE_FILES: integer({
    help: 'How many files that failed verification are kept for you to decide; older ones are removed.',
    default: 200,
    min: 0,
    max: 100_000,
    unit: 'files',
  }),
  SEARCH_CACHE_MINUTES: integer({
    help: 'How long answers to searches are cached; 0 means never.',
    default: 10,
    min: 0,
    max: 1440,
    unit: 'minutes',
  }),
} as const;

const hostWords = wordList({
  help: 'Hosts on your own network that addresses in lists, offers and redirects may lead to: names, addresses, or networks such as 192.168.1.0/24. Servers that you configure by their own keys need no entry.',
  default: Object.freeze([]),
  defaultText: 'none',
  belongsTo: 'machine',
});

/** Keys of requests to other servers. */
const outboundKeys = {
  OUTBOUND_PRIVATE_HOSTS: {
    ...hostWords,
    kind: 'hosts separated by ","',
    parse: (value: string): readonly string[] => {
      try {
        return new PrivateHosts(hostWords.parse(value)).words;
      } catch (error) {
        throw new Error(`has an entry that cannot be used: ${toFault(error).message}`);
      }
    },
  },
} as const;

/** Keys of resolving and ranking. */
const resolveKeys = {
  RANKING_POLICY: choice(rankingPolicies, {
    help: 'How to order the other sources for a song: as configured; by success rate after a warm-up; by learned chance and time; the same with some random exploration.',
    default: 'ratio-adaptive',
  }),
  RANKING_WARMUP_ATTEMPTS: integer({
    help: 'laplace-warmup: attempts for songs of one platform before the order changes.',
    default: 1000,
    min: 0,
    max: 1_000_000,
    unit: 'attempts',
  }),
  RANKING_GATE_ATTEMPTS: integer({
    help: 'ratio-adaptive and ratio-thompson: attempts for songs of one platform before the order changes.',
    default: 30,
    min: 0,
    max: 1_000_000,
    unit: 'attempts',
  }),
  RESOLVE_AHEAD: integer({
    help: 'Searches for a song that may run ahead of the current source: faster, but some requests are wasted.',
    default: 0,
    min: 0,
    max: 16,
    unit: 'searches',
  }),
  RESOLVE_KNOWLEDGE_SECONDS: integer({
    help: 'If no source has a sure hit for a song: how long to wait for its ISRCs and other names from MusicBrainz (MUSICBRAINZ_CONTACT), with which the sources are then asked again. 0 means never ask.',
    default: 5,
    min: 0,
    max: 60,
    unit: 'seconds',
  }),
} as const;

/** Every key of this service. */
export const configKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  DB_PATH: locationKeys.DB_PATH,
  LIBRARY_FOLDERS: locationKeys.LIBRARY_FOLDERS,
  KEYS_DIR: locationKeys.KEYS_DIR,
  AUDIT_KEEP_DAYS: edgeKeys.AUDIT_KEEP_DAYS,
  RESOLVER_RPC: locationKeys.RESOLVER_RPC,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
  DOWNLOAD_SOURCES: locationKeys.DOWNLOAD_SOURCES,
  LIBRARY_READERS: integer({
    help: 'Music files opened at once during a scan; a lower number is easier on a slow disk.',
    default: 4,
    min: 1,
    max: 32,
    unit: 'files',
  }),
  WATCH_LIBRARY: choice(['on', 'off'], {
    help: 'Whether the library folders are watched, so that what is added, changed or removed is published by itself.',
    default: 'on',
  }),
  LIBRARY_POLL_SECONDS: integer({
    help: 'How often folders that cannot be watched are looked at, such as those on a network file system.',
    default: 60,
    min: 5,
    max: 86_400,
    unit: 'seconds',
  }),
  ...sourceKeys,
  ...outboundKeys,
  ...downloadKeys,
  ...resolveKeys,
} as const;

export type ResolverConfig = ConfigValues<typeof configKeys>;

/** @throws Fault `invalid_argument` that lists all faults. */
export function readResolverConfig(environment: Environment): ResolverConfig {
  return readConfig(configKeys, environment);
}
