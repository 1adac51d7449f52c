import { join } from 'node:path';
import { choice, integer, locationKeys, path, text, wordList } from '@catalogsync/runtime';

/** Keys of the download engine. */
export const downloadKeys = {
  STAGING_DIR: path({
    help: 'Folder where downloads are fetched, verified and tagged before they move into the library; also holds the quarantine.',
    default: (lookup) => join(String(lookup('ROOT_DIR')), 'staging'),
    defaultText: 'ROOT_DIR/staging',
  }),
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
