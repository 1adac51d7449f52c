import { stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import {
  duplicateKeys,
  type Environment,
  type KeyGroup,
  makeFolder,
  parseEnvironmentText,
  readSettingsFile,
  writeAtomically,
} from '@catalogsync/runtime';
import { renderEnvFile, setKey } from './env-file.js';

/** A home folder as it was read; nothing has been created yet. */
export interface Home {
  readonly root: string;
  readonly settingsFile: string;
  readonly secretsFile: string;
  readonly exists: boolean;
  /** The exact text of the settings file; empty if there is none. */
  readonly settingsText: string;
  /** The same of secrets.env; never shown. */
  readonly secretsText: string;
  /** The process environment that it was read with. */
  readonly given: Environment;
  /** Names set in the two files, for spelling suggestions. */
  readonly fileKeys: readonly string[];
  /** Both files under the process environment, with ROOT_DIR this folder and ENV_FILE this file. */
  readonly environment: Environment;
}

/** The least space that the databases of a new home need. */
const neededBytes = 32 * 1024 * 1024;

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readSettingsFile(file);
  } catch (error) {
    if (error instanceof Fault && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** What the caller's process says about the home: its environment, and the folder that relative paths start from. */
interface CalledFrom {
  readonly environment: Environment;
  readonly cwd: string;
}

/** The location of a home; nothing of it has been read. */
export type HomePlace = Pick<Home, 'root' | 'settingsFile' | 'exists'>;

/**
 * The home folder given by an option, ROOT_DIR, the settings file named by ENV_FILE (else CONFIG_FILE, behaviour
 * 119), or the default (`~/.catalogsync`).
 * @throws Fault `invalid_argument` if it is not a folder, `not_found` if a named settings file does not exist
 */
async function locateHome(option: string | undefined, { environment, cwd }: CalledFrom): Promise<HomePlace> {
  const named = environment.ENV_FILE || environment.CONFIG_FILE;
  const file = named === undefined || named === '' ? undefined : resolve(cwd, named);
  const said = option ?? (environment.ROOT_DIR || (file === undefined ? undefined : await rootSaidBy(file)));
  const root = resolve(cwd, said ?? join(homedir(), '.catalogsync'));
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw toFault(error);
  });
  if (found !== undefined && !found.isDirectory()) {
    throw new Fault('invalid_argument', `the home is not a folder: ${root}`, { hint: 'Choose another with --home.' });
  }
  if (file !== undefined) {
    await stat(file).catch((error: unknown) => {
      throw toFault(error);
    });
  }
  return { root, settingsFile: file ?? join(root, 'catalogsync.env'), exists: found !== undefined };
}

async function rootSaidBy(file: string): Promise<string | undefined> {
  return parseEnvironmentText(await readSettingsFile(file)).ROOT_DIR || undefined;
}

/**
 * Reads the home folder that `locateHome` finds: its settings file, secrets.env next to it, and the process
 * environment over both. A missing file counts as empty.
 * @throws Fault, see `locateHome`; `permission_denied`; `invalid_argument` if a file is not UTF-8 text of
 *   KEY=value lines, or sets a key twice
 */
export async function readHome(option: string | undefined, from: CalledFrom): Promise<Home> {
  const home = await readHomeAsIs(option, from);
  requireSingleKeys(home.settingsFile, home.settingsText);
  requireSingleKeys(home.secretsFile, home.secretsText);
  return home;
}

/** Like `readHome`, for finding errors: if a key is set twice, the last line counts. */
export async function readHomeAsIs(option: string | undefined, from: CalledFrom): Promise<Home> {
  const { root, settingsFile, exists } = await locateHome(option, from);
  const secretsFile = secretsBeside(settingsFile);
  const settingsText = (await readIfThere(settingsFile)) ?? '';
  const secretsText = (await readIfThere(secretsFile)) ?? '';
  const values = { ...parseEnvironmentText(settingsText), ...parseEnvironmentText(secretsText) };
  return {
    root,
    settingsFile,
    secretsFile,
    exists,
    settingsText,
    secretsText,
    given: from.environment,
    fileKeys: Object.keys(values),
    environment: { ...values, ...from.environment, ROOT_DIR: root, ENV_FILE: settingsFile },
  };
}

export const secretsBeside = (settingsFile: string): string => join(dirname(settingsFile), 'secrets.env');

function requireSingleKeys(file: string, text: string): void {
  const duplicates = duplicateKeys(text);
  if (duplicates.length === 0) return;
  throw new Fault('invalid_argument', `${file}: ${duplicates.map(({ message }) => message).join('; ')}`, {
    hint: 'Leave one line of each: it is easy to mistake which one counts.',
  });
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

/** Bytes that this user may still write on a path's volume; the path need not exist. */
export async function freeBytes(path: string): Promise<number> {
  const volume = await statfs(await existingParent(path));
  return volume.bavail * volume.bsize;
}

/** @throws Fault `disk_full` before anything is written */
export async function requireFreeSpace(path: string): Promise<void> {
  const free = await freeBytes(path);
  if (free >= neededBytes) return;
  throw new Fault('disk_full', `only ${Math.floor(free / 1e6)} MB are free for ${path}`, {
    hint: `Free at least ${Math.ceil(neededBytes / 1e6)} MB on that volume, or choose another home with --home.`,
  });
}

/**
 * Makes the folder and its settings files if missing; a new one documents every key of `loadKeys`.
 * @throws Fault `permission_denied`, `disk_full`
 */
export async function createHome(home: Home, loadKeys: () => Promise<readonly KeyGroup[]>): Promise<void> {
  try {
    await makeFolder(home.root, 0o700);
    await makeFolder(join(home.root, 'run'), 0o700);
    for (const [kind, file, mode] of [
      ['settings', home.settingsFile, 0o600],
      ['secrets', home.secretsFile, 0o600],
    ] as const) {
      if ((await readIfThere(file)) === undefined) await writeAtomically(file, renderEnvFile(kind, await loadKeys()), mode);
    }
  } catch (error) {
    const fault = toFault(error);
    throw new Fault(fault.code, `cannot prepare the home folder: ${fault.message}`, { hint: fault.hint, cause: error });
  }
}

/** Saves a setting for the next start; the rest of the file stays unchanged. */
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
