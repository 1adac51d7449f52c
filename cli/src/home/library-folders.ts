import { opendir, stat } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';

/**
 * Absolute paths of the given folders, each once, in order; all must exist and be readable.
 * Nothing is created.
 * @throws Fault that names the first unusable folder
 */
export async function checkLibraryFolders(folders: readonly string[], cwd: string): Promise<string[]> {
  const paths = [...new Set(folders.map((folder) => resolve(cwd, folder)))];
  for (const path of paths) await checkLibraryFolder(path);
  return paths;
}

async function checkLibraryFolder(path: string): Promise<void> {
  const hint = 'Choose a music folder that this user may read.';
  // The settings file stores a list of folders, separated by this sign and trimmed.
  if (path.includes(delimiter) || /[\r\n]/.test(path) || path.trim() !== path) {
    throw new Fault(
      'invalid_argument',
      `the path of a library folder may not contain "${delimiter}" or a line break, or end in a space: ${path}`,
      {
        hint: 'Make a symbolic link to it and use that.',
      },
    );
  }
  try {
    if (!(await stat(path)).isDirectory()) throw new Fault('invalid_argument', `not a folder: ${path}`, { hint });
    const folder = await opendir(path);
    await folder.read().finally(() => folder.close());
  } catch (error) {
    const fault = toFault(error);
    throw new Fault(fault.code, `cannot read the library: ${fault.message}`, { hint, cause: error });
  }
}
