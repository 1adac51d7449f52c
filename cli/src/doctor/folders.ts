import { access, constants, opendir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { freeBytes, type Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { type Finding, fault, fromError, good, remark } from './finding.js';

export async function examineHome(home: Home): Promise<Finding> {
  if (!home.exists) return remark('home', `${home.root} does not exist yet`, 'It is made by: catalogsync up --library DIR');
  try {
    await access(home.root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fromError('home', error);
  }
  return good('home', home.root);
}

/** Below this a scan of a larger library or a new snapshot may not fit. */
const comfortableBytes = 1e9;

export async function examineSpace(home: Home, config: HostConfig): Promise<Finding> {
  try {
    const free = Math.min(await freeBytes(home.root), await freeBytes(dirname(config.DB_PATH)), await freeBytes(config.SNAPSHOT_DIR));
    const text = `${(free / 1e9).toFixed(1)} GB are free`;
    return free < comfortableBytes ? fault('disk space', text, 'Free at least 1 GB on the volume of the home.') : good('disk space', text);
  } catch (error) {
    return fromError('disk space', error);
  }
}

export async function examineLibrary(config: HostConfig): Promise<Finding[]> {
  const folders = config.LIBRARY_FOLDERS;
  if (folders.length === 0) return [remark('library', 'no folder is catalogued', 'Give one: catalogsync up --library DIR')];
  return Promise.all(
    folders.map(async (folder) => {
      try {
        const opened = await opendir(folder);
        const first = await opened.read().finally(() => opened.close());
        if (first === null) return remark('library', `${folder} is empty`, 'Is its volume mounted?');
        return good('library', folder);
      } catch (error) {
        return fromError('library', error);
      }
    }),
  );
}
