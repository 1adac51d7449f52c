import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder, readBounded, syncFolder, writeAtomically } from '@catalogsync/runtime';
import {
  ensureKeyRing,
  keyRingFiles,
  lockedKeys,
  type MetadataKey,
  readMetadataKeys,
  retirePreviousKeys,
  rotateKeyRing,
} from '@catalogsync/signing';
import { nextRoot, type RootContent, readRoot, rootDocument } from './root-document.js';
import { maxBytesOf } from './update-publication.js';

const dayMs = 86_400_000;
const rootTermMs = 5 * 365 * dayMs;

/** Where a keys folder has what belongs to the root. */
export function rootFiles(dir: string): { readonly key: string; readonly latest: string; readonly versions: string } {
  return { key: keyRingFiles(dir, 'root').signing, latest: join(dir, 'publication-root.json'), versions: join(dir, 'roots') };
}

/** One version of the root. */
export interface RootVersion {
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** The keys that belong to a publication. */
export interface PublicationKeys {
  /** Folder of the root key and of the root documents. */
  readonly dir: string;
  /** The private ring that signs the publication; default: that of the folder. */
  readonly onlineKeys?: string;
  /** The private ring of the root, if it is not in the folder. */
  readonly rootKey?: string;
}

/**
 * Makes root key and root document where there is none; a new version if the signing key is another one than the root names, or the
 * root is past half its life. Where the root key is not on this machine, what is there stays.
 * @returns the version that holds now, and whether this call made it
 * @throws Fault `permission_denied`, `disk_full`, `data_corrupt`
 */
export function ensurePublicationRoot(
  keys: PublicationKeys,
  now: number,
): Promise<{ readonly version: number; readonly created: boolean }> {
  return changeRoot(keys, async ({ latest }) => {
    const online = await onlineOf(keys);
    if (latest === undefined) {
      await ensureKeyRing(keys.dir, 'root', new Date(now));
      const signers = await readMetadataKeys(rootFiles(keys.dir).key);
      return rootDocument({ version: 1, expiresAt: now + rootTermMs, rootKeys: [signers[0].publicHex], onlineKeys: [online] }, [
        signers[0],
      ]);
    }
    const content = readRoot(latest);
    const isOld = content.expiresAt - now < rootTermMs / 2;
    if (content.onlineKeys.includes(online) && !isOld) return undefined;
    if (!(await isThere(rootKeyOf(keys)))) return undefined;
    return nextRoot(latest, { onlineKeys: [online], expiresAt: now + rootTermMs }, await signersOf(keys, content));
  });
}

/**
 * Puts a new online key in front and names it in a new root. The previous one signs along, for readers that have not seen the root yet.
 * @throws Fault `failed_precondition`, before anything is changed, if the root key is not at hand
 */
export async function rotateOnlineKey(keys: PublicationKeys, now: number): Promise<{ readonly kid: string; readonly version: number }> {
  const latest = await newestRoot(keys.dir);
  if (latest === undefined) await ensurePublicationRoot(keys, now);
  else await signersOf(keys, readRoot(latest));
  const kid = await rotateKeyRing(keys.dir, 'snapshot', new Date(now));
  const { version } = await changeRoot(keys, async ({ latest: before }) => {
    if (before === undefined) return undefined;
    const content = readRoot(before);
    return nextRoot(before, { onlineKeys: [await onlineOf(keys)], expiresAt: now + rootTermMs }, await signersOf(keys, content));
  });
  return { kid, version };
}

/**
 * Replaces the root key by a new one; the new root is signed by both, so that readers follow.
 * @throws Fault `failed_precondition`, before anything is changed, if the root key is not at hand
 */
export async function rotateRootKey(keys: PublicationKeys, now: number): Promise<{ readonly kid: string; readonly version: number }> {
  const file = rootKeyOf(keys);
  const latest = await newestRoot(keys.dir);
  if (latest === undefined) throw new Fault('not_found', `there is no root in ${keys.dir}`, { hint: 'catalogsync keys generate' });
  await signersOf(keys, readRoot(latest));
  const ring = { dir: dirname(file), purpose: 'root' } as const;
  if (keyRingFiles(ring.dir, ring.purpose).signing !== file) {
    throw new Fault('invalid_argument', `a root key is rotated in a file named ${basename(keyRingFiles('', 'root').signing)}`, {
      hint: 'Rename the file.',
    });
  }
  const kid = await rotateKeyRing(ring.dir, ring.purpose, new Date(now));
  const { version } = await changeRoot(keys, async ({ latest: before }) => {
    if (before === undefined) return undefined;
    const content = readRoot(before);
    const [current] = await readMetadataKeys(file);
    const signers = [current, ...(await signersOf(keys, content))];
    return nextRoot(before, { rootKeys: [current.publicHex], expiresAt: now + rootTermMs }, signers);
  });
  // Only now: with the key before, the new root could be made again after a crash.
  await retirePreviousKeys(ring.dir, ring.purpose);
  return { kid, version };
}

/**
 * Moves the root key to another file, such as one on a stick: without it nobody who takes over this machine can replace the keys that
 * readers trust. What is written is compared before the original is removed.
 * @throws Fault `not_found` if it is not here, `already_exists`, `permission_denied`, `disk_full`
 */
export async function takeRootKeyAway(dir: string, target: string): Promise<void> {
  const { key } = rootFiles(dir);
  await withFaults(async () => {
    if (!(await isThere(key)))
      throw new Fault('not_found', `the root key is not in ${dir}`, { hint: 'It may have been moved away before.' });
    if (await isThere(target)) throw new Fault('already_exists', `there is a file already: ${target}`, { hint: 'Choose another name.' });
    const bytes = await readBounded(key, 64 * 1024);
    await writeAtomically(target, bytes, 0o600);
    if (!bytes.equals(await readBounded(target, 64 * 1024))) throw new Fault('data_corrupt', `${target} was not written as it should be`);
    await readMetadataKeys(target);
    await rm(key);
    await syncFolder(dir);
  });
}

/** Every version of the root, the newest first. @throws Fault `data_corrupt`, `permission_denied` */
export function readRoots(dir: string): Promise<RootVersion[]> {
  return withFaults(async () => {
    const { versions } = rootFiles(dir);
    const names = (await isThere(versions)) ? await readdir(versions) : [];
    const numbers = names.flatMap((name) => /^(\d+)\.root\.json$/.exec(name)?.[1] ?? []).map(Number);
    const roots = numbers
      .toSorted((a, b) => b - a)
      .map(async (version) => ({ version, bytes: await readBounded(rootFile(dir, version), maxBytesOf.root) }));
    return Promise.all(roots);
  });
}

const rootFile = (dir: string, version: number): string => join(rootFiles(dir).versions, `${version}.root.json`);
const rootKeyOf = ({ dir, rootKey }: PublicationKeys): string => rootKey ?? rootFiles(dir).key;

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

async function onlineOf({ dir, onlineKeys }: PublicationKeys): Promise<string> {
  const [current] = await readMetadataKeys(onlineKeys ?? keyRingFiles(dir, 'snapshot').signing);
  return current.publicHex;
}

/** The keys at hand that the root names. @throws Fault `failed_precondition` */
async function signersOf(keys: PublicationKeys, { rootKeys }: RootContent): Promise<readonly MetadataKey[]> {
  const file = rootKeyOf(keys);
  const missing = (why: string): Fault =>
    new Fault('failed_precondition', `${why}: ${file}`, {
      hint: 'Bring the root key: --root-key FILE, where FILE is what `keys offline` wrote.',
    });
  if (!(await isThere(file))) throw missing('the root key is not there');
  const signers = (await readMetadataKeys(file)).filter(({ publicHex }) => rootKeys.includes(publicHex));
  if (signers.length === 0) throw missing('these are not the root keys of this publication');
  return signers;
}

/** Writes what `make` returns as the next version. The version file appears whole or not at all, the latest one last. */
function changeRoot(
  { dir }: PublicationKeys,
  make: (roots: { readonly latest: Uint8Array | undefined }) => Promise<Uint8Array | undefined>,
): Promise<{ readonly version: number; readonly created: boolean }> {
  return withFaults(async () => {
    await makeFolder(dir, 0o700);
    return lockedKeys(dir, 'publication', async () => {
      const before = await newestRoot(dir);
      const made = await make({ latest: before });
      const bytes = made ?? before;
      if (bytes === undefined) throw new Fault('internal', 'there is no root to keep');
      const { version } = readRoot(bytes);
      if (made !== undefined) {
        await makeFolder(rootFiles(dir).versions, 0o755);
        await writeAtomically(rootFile(dir, version), made, 0o644);
      }
      await keepLatest(dir, bytes);
      return { version, created: made !== undefined };
    });
  });
}

/** That of another publisher, which this machine only reads, has no versions beside it. */
async function newestRoot(dir: string): Promise<Uint8Array | undefined> {
  const [own] = await readRoots(dir);
  const { latest } = rootFiles(dir);
  return own?.bytes ?? ((await isThere(latest)) ? readBounded(latest, maxBytesOf.root) : undefined);
}

async function keepLatest(dir: string, bytes: Uint8Array): Promise<void> {
  const { latest } = rootFiles(dir);
  const there = (await isThere(latest)) ? await readBounded(latest, maxBytesOf.root) : undefined;
  if (there?.equals(bytes) !== true) await writeAtomically(latest, bytes, 0o644);
}
