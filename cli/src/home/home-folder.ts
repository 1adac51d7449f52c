import { mkdir, readFile, stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { type Environment, parseEnvironmentText, writeAtomically } from '@catalogsync/runtime';
import { type KeyGroup, renderEnvFile, setKey } from './env-file.js';

/** A home folder as it is read; nothing has been created yet. */
export interface Home {
  readonly root: string;
  readonly settingsFile: string;
  readonly secretsFile: string;
  readonly exists: boolean;
  /** Names set in the two files, for spelling advice. */
  readonly fileKeys: readonly string[];
  /** Both files under the process environment, with ROOT_DIR this folder. */
  readonly environment: Environment;
}

/** Room that the databases of a new home need at the very least. */
const neededBytes = 32 * 1024 * 1024;

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toFault(error);
  }
}

/**
 * Reads the home folder that an option, ROOT_DIR or the default (`~/.catalogsync`) names.
 * @throws Fault if it is no folder or its files cannot be read.
 */
export async function readHome(option: string | undefined, environment: Environment, cwd: string): Promise<Home> {
  const root = resolve(cwd, option ?? (environment.ROOT_DIR || join(homedir(), '.catalogsync')));
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw toFault(error);
  });
  if (found !== undefined && !found.isDirectory()) {
    throw new Fault('invalid_argument', `the home is not a folder: ${root}`, { hint: 'Choose another with --home.' });
  }
  return readSettings(join(root, 'catalogsync.env'), { ...environment, ROOT_DIR: root }, { root, exists: found !== undefined });
}

/** The settings of a file, its secrets.env beside it, and the process environment over both. */
export async function readSettings(settingsFile: string, environment: Environment, home: Pick<Home, 'root' | 'exists'>): Promise<Home> {
  const secretsFile = join(dirname(settingsFile), 'secrets.env');
  const values: Record<string, string> = {};
  for (const file of [settingsFile, secretsFile]) Object.assign(values, parseEnvironmentText((await readIfThere(file)) ?? ''));
  return { ...home, settingsFile, secretsFile, fileKeys: Object.keys(values), environment: { ...values, ...environment } };
}

/** The nearest folder above a path that exists. */
async function existingParent(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw toFault(error);
    return existingParent(dirname(path));
  }
}

/** Bytes that this user may still write on the volume of a path; the path itself need not exist. */
export async function freeBytes(path: string): Promise<number> {
  const volume = await statfs(await existingParent(path));
  return volume.bavail * volume.bsize;
}

/** @throws Fault `disk_full` while nothing has been written yet. */
export async function requireFreeSpace(path: string): Promise<void> {
  const free = await freeBytes(path);
  if (free >= neededBytes) return;
  throw new Fault('disk_full', `only ${Math.floor(free / 1e6)} MB are free for ${path}`, {
    hint: `Free at least ${Math.ceil(neededBytes / 1e6)} MB on that volume, or choose another home with --home.`,
  });
}

/**
 * Makes the folder and its settings files unless they are there; a new one documents every key of `loadKeys`.
 * @throws Fault `permission_denied`, `disk_full`
 */
export async function createHome(home: Home, loadKeys: () => Promise<readonly KeyGroup[]>): Promise<void> {
  try {
    await mkdir(home.root, { recursive: true, mode: 0o700 });
    await mkdir(join(home.root, 'run'), { recursive: true, mode: 0o700 });
    for (const [kind, file, mode] of [
      ['settings', home.settingsFile, 0o644],
      ['secrets', home.secretsFile, 0o600],
    ] as const) {
      if ((await readIfThere(file)) === undefined) await writeAtomically(file, renderEnvFile(kind, await loadKeys()), mode);
    }
  } catch (error) {
    const fault = toFault(error);
    throw new Fault(fault.code, `cannot prepare the home folder: ${fault.message}`, { hint: fault.hint, cause: error });
  }
}

/** Keeps a setting for the next start; everything else in the file stays to the letter. */
export async function rememberSetting(home: Home, name: string, value: string): Promise<void> {
  const text = (await readIfThere(home.settingsFile)) ?? '';
  const changed = setKey(text, name, value);
  if (changed === text) return;
  try {
    const mode = (await stat(home.settingsFile)).mode & 0o777;
    await writeAtomically(home.settingsFile, changed, mode);
  } catch (error) {
    throw toFault(error);
  }
}
