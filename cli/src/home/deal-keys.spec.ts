import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePublicationRoot, rotateOnlineKey } from '@catalogsync/publication-trust';
import { serviceNames } from '@catalogsync/runtime';
import { addForeignKey, ensureKeyRing, makeRpcCertificates } from '@catalogsync/signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dealKeys } from './deal-keys.js';

const now = new Date('2026-12-01T00:00:00Z');
let folder: string;
let keys: string;
let homes: string;

const dealt = (name: string): string[] =>
  existsSync(join(homes, name, 'keys'))
    ? readdirSync(join(homes, name, 'keys'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort()
    : [];
const certificates = (name: string): string[] => ['ca.crt', `${name}.crt`, `${name}.key`];
const same = (name: string, file: string): boolean => readFileSync(join(homes, name, 'keys', file)).equals(readFileSync(join(keys, file)));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deal-'));
  keys = join(folder, 'keys');
  homes = join(folder, 'homes');
  for (const name of serviceNames) mkdirSync(join(homes, name), { recursive: true });
  for (const purpose of ['snapshot', 'playback'] as const) await ensureKeyRing(keys, purpose, now);
  await ensurePublicationRoot({ dir: keys }, now.getTime());
  await makeRpcCertificates(keys, now);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('when keys are given to services with homes of their own', () => {
  it('gives each what it needs, and the root key to none', async () => {
    expect([...(await dealKeys(keys, homes))].sort()).toEqual([...serviceNames].sort());
    const given = Object.fromEntries(serviceNames.map((name) => [name, dealt(name).filter((file) => !certificates(name).includes(file))]));
    expect(given).toEqual({
      orchestrator: ['owner.crt', 'owner.key', 'publication-root.json', 'snapshot-trusted.jwks'],
      resolver: [],
      'media-server': [],
      snapshot: ['1.root.json', 'publication-root.json', 'snapshot-signing.jwks', 'snapshot-trusted.jwks'],
      origin: ['playback-trusted.jwks', 'publication-root.json', 'snapshot-trusted.jwks'],
      'public-api': ['playback-signing.jwks', 'publication-root.json', 'snapshot-trusted.jwks'],
    });
    expect(statSync(join(homes, 'snapshot', 'keys', 'snapshot-signing.jwks')).mode & 0o777).toBe(0o600);
    expect(statSync(join(homes, 'snapshot', 'keys')).mode & 0o777).toBe(0o700);
  });

  it('brings what has changed, and leaves the rest as it is', async () => {
    await dealKeys(keys, homes);
    const before = statSync(join(homes, 'origin', 'keys', 'snapshot-trusted.jwks')).ino;
    await addForeignKey(keys, 'playback', now, 'another host');
    await dealKeys(keys, homes);
    expect(same('origin', 'playback-trusted.jwks')).toBe(true);
    expect(statSync(join(homes, 'origin', 'keys', 'snapshot-trusted.jwks')).ino).toBe(before);
    await rotateOnlineKey({ dir: keys }, now.getTime());
    await dealKeys(keys, homes);
    for (const file of ['snapshot-signing.jwks', 'publication-root.json', 'roots/2.root.json']) expect(same('snapshot', file)).toBe(true);
  });

  it('gives to the homes that are there', async () => {
    for (const name of serviceNames.filter((one) => one !== 'origin')) rmSync(join(homes, name), { recursive: true });
    expect(await dealKeys(keys, homes)).toEqual(['origin']);
    expect(readdirSync(homes)).toEqual(['origin']);
  });

  it('says what is missing', async () => {
    await expect(dealKeys(keys, join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(dealKeys(keys, folder)).rejects.toMatchObject({ message: expect.stringContaining('named like a service') });
    rmSync(join(keys, 'playback-trusted.jwks'));
    await expect(dealKeys(keys, homes)).rejects.toMatchObject({ hint: 'Make it: catalogsync keys generate' });
  });
});
