import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { readRoots, rootFiles } from '@catalogsync/publication-trust';
import { makeFolder, type RpcName, rpcCertificateFiles, type ServiceName, serviceNames, writeAtomically } from '@catalogsync/runtime';
import { keyRingFiles } from '@catalogsync/signing';

/** A file of a keys folder, by its path there. */
interface DealtFile {
  readonly path: string;
  readonly mode: number;
  /** Made only by what a home may not use. */
  readonly optional?: boolean;
}

/** What a follower of the publication trusts first. */
const rootDocument: DealtFile = { path: 'publication-root.json', mode: 0o644, optional: true };

/** What each service reads besides its certificate. Commands run where the orchestrator does, so the owner's certificate is there too. */
const filesOf: Readonly<Record<ServiceName, (dir: string) => readonly DealtFile[]>> = {
  orchestrator: (dir) => [...certificateOf(dir, 'owner'), trusted(dir, 'snapshot'), rootDocument],
  resolver: () => [],
  'media-server': () => [],
  snapshot: (dir) => [secret(dir, 'snapshot'), trusted(dir, 'snapshot'), rootDocument],
  origin: (dir) => [trusted(dir, 'snapshot'), trusted(dir, 'playback'), rootDocument],
  'public-api': (dir) => [trusted(dir, 'snapshot'), secret(dir, 'playback'), rootDocument],
};

type Purpose = Parameters<typeof keyRingFiles>[1];

const below = (dir: string, file: string, mode: number): DealtFile => ({ path: file.slice(dir.length + 1), mode });
const secret = (dir: string, purpose: Purpose): DealtFile => below(dir, keyRingFiles(dir, purpose).signing, 0o600);
const trusted = (dir: string, purpose: Purpose): DealtFile => below(dir, keyRingFiles(dir, purpose).trusted, 0o644);

function certificateOf(dir: string, name: RpcName): DealtFile[] {
  const { authority, certificate, key } = rpcCertificateFiles(dir, name);
  return [below(dir, authority, 0o644), below(dir, certificate, 0o644), below(dir, key, 0o600)];
}

/**
 * Gives each service whose home is a folder of `homes`, named like it, what it needs of the keys folder: into `keys` there.
 * @returns the services, in the order of their names' list
 * @throws Fault `not_found` if `homes` is no folder or has none of a service; `permission_denied`, `disk_full`
 */
export async function dealKeys(keysDir: string, homes: string): Promise<ServiceName[]> {
  const there = new Set(await readdir(homes).catch((error: unknown) => Promise.reject(toFault(error))));
  const dealt = serviceNames.filter((name) => there.has(name));
  if (dealt.length === 0)
    throw new Fault('not_found', `no folder in ${homes} is named like a service`, {
      hint: `Make some of these: ${serviceNames.join(', ')}`,
    });
  await withFaults(async () => {
    const roots = await rootsOf(keysDir);
    for (const name of dealt) {
      const own = [...certificateOf(keysDir, name), ...(name === 'snapshot' ? roots : []), ...filesOf[name](keysDir)];
      for (const file of own) await give(keysDir, join(homes, name, 'keys'), file);
    }
  });
  return dealt;
}

/** All versions of the root, by which readers of earlier ones follow. */
async function rootsOf(dir: string): Promise<DealtFile[]> {
  const { versions } = rootFiles(dir);
  return (await readRoots(dir)).map(({ version }) => below(dir, join(versions, `${version}.root.json`), 0o644));
}

/** What is the same stays, so that nobody reads it anew. */
async function give(from: string, to: string, { path, mode, optional = false }: DealtFile): Promise<void> {
  const content = await contentOf(join(from, path));
  if (content === undefined) {
    if (optional) return;
    throw new Fault('not_found', `there is no ${join(from, path)}`, { hint: 'Make it: catalogsync keys generate' });
  }
  const target = join(to, path);
  if ((await contentOf(target))?.equals(content)) return;
  await makeFolder(to, 0o700);
  await makeFolder(dirname(target), 0o700);
  await writeAtomically(target, content, mode);
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
