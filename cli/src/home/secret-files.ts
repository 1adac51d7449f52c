import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Environment } from '@catalogsync/runtime';

const keyName = /^[A-Z][A-Z0-9_]*$/;

/**
 * The process environment, with the files of SECRETS_DIR beneath it: each is named like the key that it sets. The image of the container
 * names the folder whether secrets are mounted there or not, so it need not exist.
 * @throws Fault `permission_denied` for a file that this user cannot read
 */
export function withSecretFiles(environment: Environment): Environment {
  const folder = environment.SECRETS_DIR;
  if (folder === undefined || folder === '') return environment;
  const found = namesIn(folder).map((name) => [name, contentOf(join(folder, name))] as const);
  // An empty one is no secret: it leaves what secrets.env says.
  return { ...Object.fromEntries(found.filter(([, value]) => value !== '')), ...environment };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() || !keyName.test(entry.name) ? [] : [entry.name],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw toFault(error);
  }
}

/** The line end that editors and `echo` leave is not part of a secret. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const fault = toFault(error);
    throw new Fault(fault.code, `cannot read the secret ${file}: ${fault.message}`, {
      hint: `The file must be readable by user ${process.getuid?.()}.`,
      cause: error,
    });
  }
}
