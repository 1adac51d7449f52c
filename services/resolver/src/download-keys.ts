import { join } from 'node:path';
import { choice, integer, locationKeys, path, text, wordList } from '@catalogsync/runtime';

/** Keys of the download engine. */
export const downloadKeys = {
  STAGING_DIR: path({
    help: 'Where downloads are fetched, verified and tagged before they move into the library; quarantine is in it too.',
    default: (lookup) => join(String(lookup('ROOT_DIR')), 'staging'),
    defaultText: 'ROOT_DIR/staging',
  }),
  DOWNLOAD_WORKERS: locationKeys.DOWNLOAD_WORKERS,
  DOWNLOAD_MAX_MEGABYTES: integer({
    help: 'Most that one file may have; more is broken off.',
    default: 1024,
    min: 1,
    max: 65_536,
    unit: 'megabytes',
  }),
  DOWNLOAD_SEARCH_SECONDS: integer({
    help: 'How long a source may take to answer a search.',
    default: 20,
    min: 1,
    max: 600,
    unit: 'seconds',
  }),
  DOWNLOAD_STALL_SECONDS: integer({
    help: 'How long a download may stand still before it is broken off.',
    default: 60,
    min: 1,
    max: 3600,
    unit: 'seconds',
  }),
  DOWNLOAD_FETCH_MINUTES: integer({
    help: 'How long one file may take altogether.',
    default: 60,
    min: 1,
    max: 1440,
    unit: 'minutes',
  }),
  DOWNLOAD_QUALITY: wordList({
    help: 'Quality that is wanted, the most wanted first: hires, lossless, high (320 kbit/s), standard (192), low.',
    default: Object.freeze(['hires', 'lossless', 'high', 'standard', 'low']),
    defaultText: 'hires,lossless,high,standard,low',
  }),
  DOWNLOAD_QUALITY_FLOOR: text({
    help: 'The worst quality that is taken; empty means the last one of DOWNLOAD_QUALITY.',
    default: '',
    defaultText: 'none',
  }),
  LYRICS: choice(['on', 'off'], {
    help: 'Whether the lyrics of a downloaded song are asked for and written beside its file (`.lrc`).',
    default: 'on',
  }),
  QUARANTINE_FILES: integer({
    help: 'Files that failed verification and are kept for a person to decide; older ones are removed.',
    default: 200,
    min: 0,
    max: 100_000,
    unit: 'files',
  }),
  SEARCH_CACHE_MINUTES: integer({
    help: 'How long the answers of sources to searches are kept; 0 asks every time.',
    default: 10,
    min: 0,
    max: 1440,
    unit: 'minutes',
  }),
} as const;
