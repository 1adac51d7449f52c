import { link, mkdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder, writeAtomically, writeTemporary } from '@catalogsync/runtime';
import { createKey, type KeyPurpose, maxKeyRingBytes, parseKeyRing, printKeyRing, publicPart, type RingKey } from './key-ring.js';

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
  readonly state: RingKey['state'];
  /** Whether the trusted ring next to it contains the key. */
  readonly trusted: boolean;
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
    if (!(await holdsAll(files.trusted, ring)))
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
      await writeTrusted(files, ring);
      await writeAtomically(files.signing, printKeyRing(ring), 0o600);
      return before;
    }),
  );
}

/** The keys of a purpose, newest first; empty if there is no ring. */
export async function listKeys(dir: string, purpose: KeyPurpose): Promise<ListedKey[]> {
  return withFaults(async () => {
    const files = keyRingFiles(dir, purpose);
    const trusted = new Set(((await readRing(files.trusted)) ?? []).map((key) => key.kid));
    const ring = (await readRing(files.signing)) ?? [];
    return ring.map(({ kid, createdAt, state }) => ({ purpose, kid, createdAt, state, trusted: trusted.has(kid) }));
  });
}

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
  const own = new Set(ring.map((key) => key.kid));
  const foreign = ((await readRing(files.trusted)) ?? []).filter((key) => !own.has(key.kid)).map(publicPart);
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

/** A change takes milliseconds; a lock this old was left by a dead process. */
const staleLockMs = 30_000;

async function locked<T>(dir: string, purpose: KeyPurpose, change: () => Promise<T>): Promise<T> {
  const lock = join(dir, `.${purpose}.lock`);
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (performance.now() > deadline)
        throw new Fault('failed_precondition', `the ${purpose} keys in ${dir} are being changed by another process`);
      await breakStaleLock(lock);
    }
    await sleep(20);
  }
  try {
    return await change();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function breakStaleLock(lock: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs > staleLockMs) await rmdir(lock);
  } catch (error) {
    // Released or broken by another waiter in between: the next try finds out.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
