import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKeyRing, keyRingFiles, listKeys, readMetadataKeys } from '@catalogsync/signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { day, manifest, never, noon, terms } from '../test/publishing.js';
import {
  ensurePublicationRoot,
  readRoot,
  readRoots,
  rootFiles,
  rotateOnlineKey,
  rotateRootKey,
  signPublication,
  type TrustedMetadata,
  takeRootKeyAway,
  updatePublication,
} from './index.js';

// Real here: files, key rings, Ed25519.
let home: string;
let dir: string;

/** Publishes with the keys of the folder and reads it as one who trusts the given root. */
async function read(before: TrustedMetadata, sequence = 1): Promise<TrustedMetadata> {
  const keys = await readMetadataKeys(keyRingFiles(dir, 'snapshot').signing);
  const signed = signPublication({ targets: [manifest(sequence)], before: undefined, now: noon + sequence * 1000, terms }, keys);
  const files = new Map(Object.values(signed).map(({ path, bytes }) => [path, bytes]));
  for (const { version, bytes } of await readRoots(dir)) files.set(`metadata/${version}.root.json`, bytes);
  const source = { read: async (path: string) => files.get(path) };
  return (await updatePublication(before, source, noon + day, never)).publication.metadata;
}

const latest = (): Uint8Array => readFileSync(rootFiles(dir).latest);

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'root-'));
  dir = join(home, 'keys');
  await ensureKeyRing(dir, 'snapshot', new Date(noon));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('when a publisher starts for the first time', () => {
  it('makes a root key that only its owner can read, and a root document that readers may have', async () => {
    expect(await ensurePublicationRoot({ dir }, noon)).toEqual({ version: 1, created: true });
    expect(statSync(rootFiles(dir).key).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).sort()).toEqual([
      'publication-root.json',
      'root-signing.jwks',
      'roots',
      'snapshot-signing.jwks',
      'snapshot-trusted.jwks',
    ]);
    expect(readdirSync(rootFiles(dir).versions)).toEqual(['1.root.json']);
    expect(readRoot(latest()).expiresAt).toBe(noon + 5 * 365 * day);
    expect(latest().toString()).not.toContain('"d"');
    await read({ root: latest() });
  });

  it('is safe for several processes at once, and does nothing the next time', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => ensurePublicationRoot({ dir }, noon)));
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(await ensurePublicationRoot({ dir }, noon + day)).toEqual({ version: 1, created: false });
  });

  it('renews the root past half its life, and restores a document that was lost', async () => {
    await ensurePublicationRoot({ dir }, noon);
    const first = latest();
    rmSync(rootFiles(dir).latest);
    expect(await ensurePublicationRoot({ dir }, noon)).toEqual({ version: 1, created: false });
    expect(latest()).toEqual(first);
    expect(await ensurePublicationRoot({ dir }, noon + 3 * 365 * day)).toEqual({ version: 2, created: true });
    expect(readRoot(latest()).expiresAt).toBe(noon + 8 * 365 * day);
  });

  it('leaves the root of another publisher alone', async () => {
    const other = join(home, 'paired');
    await ensurePublicationRoot({ dir }, noon);
    mkdirSync(other);
    writeFileSync(join(other, 'publication-root.json'), latest());
    await ensureKeyRing(other, 'snapshot', new Date(noon));
    expect(await ensurePublicationRoot({ dir: other }, noon)).toEqual({ version: 1, created: false });
    expect(readFileSync(join(other, 'publication-root.json'))).toEqual(latest());
    expect(existsSync(rootFiles(other).key)).toBe(false);
  });
});

describe('when keys are rotated', () => {
  it('leads old readers to the new online key, and the new root no longer trusts the one before', async () => {
    await ensurePublicationRoot({ dir }, noon);
    const before = await read({ root: latest() });
    const { kid, version } = await rotateOnlineKey({ dir }, noon);
    expect(version).toBe(2);
    const [current] = await readMetadataKeys(keyRingFiles(dir, 'snapshot').signing);
    expect(current.kid).toBe(kid);
    expect(readRoot(latest()).onlineKeys).toEqual([current.publicHex]);
    expect((await read(before, 2)).root).toEqual(latest());
  });

  it('leads old readers to a new root key', async () => {
    await ensurePublicationRoot({ dir }, noon);
    const first = latest();
    await rotateRootKey({ dir }, noon);
    await rotateRootKey({ dir }, noon);
    expect((await listKeys(dir, 'root')).map(({ state }) => state)).toEqual(['current', 'retired', 'retired']);
    expect((await read({ root: first })).root).toEqual(latest());
    expect(readRoot(latest()).version).toBe(3);
  });

  it('mends a rotation that ended between the ring and the root', async () => {
    await ensurePublicationRoot({ dir }, noon);
    const first = latest();
    const { rotateKeyRing } = await import('@catalogsync/signing');
    await rotateKeyRing(dir, 'snapshot', new Date(noon));
    // The key before signs along, so nobody refuses meanwhile.
    await read({ root: first });
    expect(await ensurePublicationRoot({ dir }, noon)).toEqual({ version: 2, created: true });
    await read({ root: first }, 2);
  });
});

describe('when the root key is taken away', () => {
  const away = (): string => join(home, 'stick', 'root-signing.jwks');

  beforeEach(async () => {
    await ensurePublicationRoot({ dir }, noon);
    mkdirSync(join(home, 'stick'));
    await takeRootKeyAway(dir, away());
  });

  it('is in the other file, readable by its owner alone, and no longer here', () => {
    expect(existsSync(rootFiles(dir).key)).toBe(false);
    expect(statSync(away()).mode & 0o777).toBe(0o600);
  });

  it('changes nothing without it, and says how to bring it', async () => {
    await expect(rotateOnlineKey({ dir }, noon)).rejects.toMatchObject({
      code: 'failed_precondition',
      hint: expect.stringContaining('--root-key'),
    });
    await expect(rotateRootKey({ dir }, noon)).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await listKeys(dir, 'snapshot')).toHaveLength(1);
    expect(await ensurePublicationRoot({ dir }, noon + 4 * 365 * day)).toEqual({ version: 1, created: false });
    await expect(takeRootKeyAway(dir, join(home, 'again'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('rotates with it, and never overwrites a file', async () => {
    const first = latest();
    await rotateOnlineKey({ dir, rootKey: away() }, noon);
    await rotateRootKey({ dir, rootKey: away() }, noon);
    expect((await read({ root: first })).root).toEqual(latest());
    expect(existsSync(rootFiles(dir).key)).toBe(false);
    await ensureKeyRing(dir, 'root', new Date(noon));
    await expect(takeRootKeyAway(dir, away())).rejects.toMatchObject({ code: 'already_exists' });
    // A root key of another publication.
    await expect(rotateOnlineKey({ dir }, noon)).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});
