import { access, constants, opendir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { freeBytes, type Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { checked, type Finding, fault, good, remark } from './finding.js';

export async function examineHome(home: Home): Promise<Finding> {
  if (!home.exists)
    return remark('home', `${home.root} does not exist yet`, { why: 'Nothing is set up.', advice: 'catalogsync up --library DIR' });
  return checked('home', async () => {
    await access(home.root, constants.R_OK | constants.W_OK | constants.X_OK);
    return good('home', home.root);
  });
}

/** With less, a scan of a larger library or a new snapshot may not fit. */
const comfortableBytes = 1e9;

/** The free space of each volume that is written to; a shortage names the setting that leads there. */
export async function examineSpace(home: Home, config: HostConfig): Promise<Finding[]> {
  const places = [
    { key: '--home', folder: home.root },
    { key: 'DB_PATH', folder: dirname(config.DB_PATH) },
    { key: 'LIBRARY_DIR', folder: config.LIBRARY_DIR },
    { key: 'SNAPSHOT_DIR', folder: config.SNAPSHOT_DIR },
    { key: 'CACHE_DIR', folder: config.CACHE_DIR },
  ];
  // A folder of the home is on its volume unless a setting moves it; each shortage is reported once.
  const told = new Map<number, Finding>();
  let least = Number.POSITIVE_INFINITY;
  for (const { key, folder } of places) {
    try {
      const free = await freeBytes(folder);
      least = Math.min(least, free);
      if (free >= comfortableBytes || told.has(free)) continue;
      const text = `${amount(free)} free for ${folder} (${key})`;
      told.set(
        free,
        fault('disk space', text, {
          why: 'A scan, a download or a new snapshot may not fit.',
          advice: `Free at least 1 GB on its volume, or choose another folder with ${key}.`,
        }),
      );
    } catch (error) {
      const { message, hint } = toFault(error);
      const why = 'Nothing can be written there.';
      return [fault('disk space', `${folder} (${key}): ${message}`, { why, advice: hint ?? `Choose another folder with ${key}.` })];
    }
  }
  return told.size > 0 ? [...told.values()] : [good('disk space', `${amount(least)} free`)];
}

const amount = (bytes: number): string => (bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB are` : `${(bytes / 1e9).toFixed(1)} GB are`);

export async function examineLibrary(config: HostConfig): Promise<Finding[]> {
  const folders = config.LIBRARY_FOLDERS;
  if (folders.length === 0)
    return [remark('library', 'no folder is catalogued', { why: 'Only downloads are served.', advice: 'catalogsync up --library DIR' })];
  return Promise.all(
    folders.map((folder) =>
      checked('library', async () => {
        const opened = await opendir(folder);
        const first = await opened.read().finally(() => opened.close());
        if (first === null)
          return remark('library', `${folder} is empty`, { why: 'Its songs cannot be played.', advice: 'Mount its volume.' });
        return good('library', folder);
      }),
    ),
  );
}
