import { link, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder, writeAtomically, writeTemporary } from '@catalogsync/runtime';
import { createKey, type KeyPurpose, maxKeyRingBytes, parseKeyRing, printKeyRing, publicPart, type RingKey } from './key-ring.js';
import { locked } from './keys-lock.js';

/** The two files of one purpose: the private ring stays on the signing machine, the trusted one goes to verifiers. */
export interface KeyRingFiles {
  readonly signing: string;
  readonly trusted: string;
}

/** The ring files of a purpose in a keys folder. */
export function keyRingFiles(dir: string, purpose: KeyPurpose): KeyRingFiles {
  return { signing: join(dir, `${purpose}-signing.jwks`), trusted: join(dir, `${purpose}-trusted.jwks`) };
}

/** A key as shown in lists, without its private part. */
export interface ListedKey {
  readonly purpose: KeyPurpose;
  readonly kid: string;
  readonly createdAt: string;
  /** `foreign`: another machine signs with it. */
  readonly state: RingKey['state'] | 'foreign';
  /** Whether the trusted ring next to it contains the key. That of `root` has none: readers keep its root document. */
  readonly trusted: boolean;
  /** The other machine, of a foreign key. */
  readonly label?: string;
}

/**
 * Makes the first key of a purpose if there is none, and the trusted ring if it lacks a key. Safe at every start
 * and for several processes at once: whoever links the ring first wins, the others use it.
 * @returns whether this call created the ring.
 * @throws Fault `permission_denied`, `disk_full`, `data_corrupt`
 */
export async function ensureKeyRing(dir: string, purpose: KeyPurpose, now: Date): Promise<{ readonly created: boolean }> {
  return withFaults(async () => {
    const files = keyRingFiles(dir, purpose);
    await makeFolder(dir, 0o700);
    const created = (await readRing(files.signing)) === undefined && (await publishFirst(files.signing, [await createKey(now)]));
    const ring = await requireRing(files.signing);
    if (purpose !== 'root' && !(await holdsAll(files.trusted, ring)))
      await locked(dir, purpose, async () => writeTrusted(files, await requireRing(files.signing)));
    return { created };
  });
}

/**
 * Puts a new key in front; the previous one stays trusted (behaviour 177), older ones retire. Verifiers
 * on other machines need the new trusted ring before they accept new signatures.
 * @returns the new key's id.
 */
export async function rotateKeyRing(dir: string, purpose: KeyPurpose, now: Date): Promise<string> {
  const key = await createKey(now);
  await changeRing(dir, purpose, (before) => [
    key,
    ...before.map((old) => (old.state === 'current' ? { ...old, state: 'previous' as const } : retired(old))),
  ]);
  return key.kid;
}

/** Ends a key rotation: keys before the current one are no longer trusted. Returns their ids. */
export async function retirePreviousKeys(dir: string, purpose: KeyPurpose): Promise<string[]> {
  const isPrevious = ({ state }: RingKey): boolean => state === 'previous';
  const before = await changeRing(dir, purpose, (ring) => ring.map((key) => (isPrevious(key) ? retired(key) : key)));
  return before.filter(isPrevious).map((key) => key.kid);
}

/** Returns the ring as it was before. The trusted ring is written first, so nothing is ever signed by a key it lacks. */
function changeRing(dir: string, purpose: KeyPurpose, change: (before: RingKey[]) => RingKey[]): Promise<RingKey[]> {
  return withFaults(() =>
    locked(dir, purpose, async () => {
      const files = keyRingFiles(dir, purpose);
      const before = await requireRing(files.signing);
      const ring = change(before);
      if (purpose !== 'root') await writeTrusted(files, ring);
      await writeAtomically(files.signing, printKeyRing(ring), 0o600);
      return before;
    }),
  );
}

/** The keys of a purpose, newest first, and then those of other machines; empty if there is no ring. */
export async function listKeys(dir: string, purpose: KeyPurpose): Promise<ListedKey[]> {
  return withFaults(async () => {
    const files = keyRingFiles(dir, purpose);
    const trusted = (await readRing(files.trusted)) ?? [];
    const ring = (await readRing(files.signing)) ?? [];
    const isTrusted = ({ kid, state }: RingKey): boolean =>
      purpose === 'root' ? state === 'current' : trusted.some((key) => key.kid === kid);
    return [
      ...ring.map((key) => ({ purpose, kid: key.kid, createdAt: key.createdAt, state: key.state, trusted: isTrusted(key) })),
      ...foreignKeys(trusted, ring).map(({ kid, createdAt, label }) => ({
        ...{ purpose, kid, createdAt, state: 'foreign' as const, trusted: true },
        ...(label === undefined ? {} : { label }),
      })),
    ];
  });
}

/** A key pair for another machine. */
export interface ForeignKey {
  readonly kid: string;
  /** Text of the private ring file that the other machine signs with; kept nowhere here. */
  readonly signingRing: string;
}

/**
 * Makes a key for another machine alone and trusts its public part, beside the own keys: their rotations do not touch it.
 * @param label says which machine, in lists
 * @throws Fault `not_found` if there is no ring of this purpose, `permission_denied`, `disk_full`
 */
export async function addForeignKey(dir: string, purpose: 'playback', now: Date, label: string): Promise<ForeignKey> {
  const key = await createKey(now);
  await changeForeign(dir, purpose, (foreign) => [...foreign, { ...publicPart(key), state: 'previous', label }]);
  return { kid: key.kid, signingRing: printKeyRing([key]) };
}

/** Ends the trust in a key of another machine. @throws Fault `not_found` if no such key is trusted */
export async function revokeForeignKey(dir: string, purpose: 'playback', kid: string): Promise<void> {
  await changeForeign(dir, purpose, (foreign) => {
    const left = foreign.filter((key) => key.kid !== kid);
    if (left.length < foreign.length) return left;
    throw new Fault('not_found', `no other machine has the ${purpose} key ${kid.slice(0, 100)}`, { hint: 'catalogsync keys list' });
  });
}

function changeForeign(dir: string, purpose: KeyPurpose, change: (foreign: RingKey[]) => RingKey[]): Promise<void> {
  return withFaults(() =>
    locked(dir, purpose, async () => {
      const files = keyRingFiles(dir, purpose);
      const ring = await requireRing(files.signing);
      const foreign = change(foreignKeys((await readRing(files.trusted)) ?? [], ring));
      await writeAtomically(files.trusted, printKeyRing([...stillTrusted(ring), ...foreign]), 0o644);
    }),
  );
}

const foreignKeys = (trusted: readonly RingKey[], own: readonly RingKey[]): RingKey[] =>
  trusted.filter(({ kid }) => !own.some((key) => key.kid === kid)).map(publicPart);

/** The keys of a JWKS file, or `undefined` if there is none. */
export async function readRing(file: string): Promise<RingKey[] | undefined> {
  try {
    if ((await stat(file)).size > maxKeyRingBytes)
      throw new Fault('data_corrupt', `the key file ${file} is too large to be a key file`, { hint: 'Is it the right file?' });
    return await parseKeyRing(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function requireRing(file: string): Promise<RingKey[]> {
  const ring = await readRing(file);
  if (ring === undefined) throw new Fault('not_found', `there are no keys at ${file}`, { hint: 'Generate them first.' });
  return ring;
}

function retired(key: RingKey): RingKey {
  return { ...publicPart(key), state: 'retired' };
}

const stillTrusted = (ring: readonly RingKey[]): RingKey[] => ring.filter((key) => key.state !== 'retired').map(publicPart);

async function holdsAll(file: string, ring: readonly RingKey[]): Promise<boolean> {
  const trusted = new Set(((await readRing(file)) ?? []).map((key) => key.kid));
  return stillTrusted(ring).every((key) => trusted.has(key.kid));
}

/** Keeps keys of other machines that the owner added to the trusted ring by hand. */
async function writeTrusted(files: KeyRingFiles, ring: readonly RingKey[]): Promise<void> {
  const foreign = foreignKeys((await readRing(files.trusted)) ?? [], ring);
  await writeAtomically(files.trusted, printKeyRing([...stillTrusted(ring), ...foreign]), 0o644);
}

/** Linking fails if the name exists, whereas a rename would replace the ring of a faster process. */
async function publishFirst(file: string, ring: readonly RingKey[]): Promise<boolean> {
  const temporary = await writeTemporary(file, printKeyRing(ring), 0o600);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
