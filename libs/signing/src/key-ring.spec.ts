import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addForeignKey,
  createManifestSigner,
  createManifestVerifier,
  createPlaybackSigner,
  createPlaybackVerifier,
  ensureKeyRing,
  keyRingFiles,
  listKeys,
  retirePreviousKeys,
  revokeForeignKey,
  rotateKeyRing,
} from './index.js';

// Real here: files, jose, Ed25519.
const now = new Date('2026-11-01T12:00:00Z');
let root: string;
let made = 0;
const freshDir = () => join(root, `keys-${++made}`);
const jwks = (file: string): { keys: Record<string, string>[] } => JSON.parse(readFileSync(file, 'utf8'));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'signing-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('when a home is new', () => {
  it('creates a private ring only its owner can read and a trusted ring without private keys', async () => {
    const dir = freshDir();
    expect(await ensureKeyRing(dir, 'snapshot', now)).toEqual({ created: true });
    const files = keyRingFiles(dir, 'snapshot');
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(files.signing).mode & 0o777).toBe(0o600);
    const [secret] = jwks(files.signing).keys;
    expect(secret).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', state: 'current', created_at: now.toISOString() });
    expect(secret?.d).toMatch(/^[\w-]{43}$/);
    expect(jwks(files.trusted).keys[0]).toEqual(expect.not.objectContaining({ d: expect.anything() }));
    expect(jwks(files.trusted).keys[0]?.kid).toBe(secret?.kid);
    expect(readdirSync(dir).sort()).toEqual(['snapshot-signing.jwks', 'snapshot-trusted.jwks']);
  });

  it('leaves concurrent starters with one key that all use', async () => {
    const dir = freshDir();
    const results = await Promise.all(Array.from({ length: 8 }, () => ensureKeyRing(dir, 'playback', now)));
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(await listKeys(dir, 'playback')).toEqual([expect.objectContaining({ state: 'current', trusted: true })]);
    expect(readdirSync(dir)).toHaveLength(2);
  });

  it('leaves existing keys untouched at the next start', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    const before = readFileSync(keyRingFiles(dir, 'snapshot').signing, 'utf8');
    expect(await ensureKeyRing(dir, 'snapshot', now)).toEqual({ created: false });
    expect((await listKeys(dir, 'snapshot')).map(({ createdAt }) => createdAt)).toEqual([now.toISOString()]);
    expect(readFileSync(keyRingFiles(dir, 'snapshot').signing, 'utf8')).toBe(before);
  });

  it('restores a trusted ring that a crash left out', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    await rm(keyRingFiles(dir, 'snapshot').trusted);
    await ensureKeyRing(dir, 'snapshot', now);
    expect(await listKeys(dir, 'snapshot')).toEqual([expect.objectContaining({ trusted: true })]);
  });
});

describe('when keys are rotated (behaviour 177)', () => {
  const manifest = Buffer.from('{"快照": 1}');

  it('signs with the new key within a second, trusts both, and trusts only the new one after the old one is retired', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    const files = keyRingFiles(dir, 'snapshot');
    const signer = createManifestSigner(files.signing);
    const verifier = createManifestVerifier(files.trusted);
    const old = await signer.sign(manifest);
    const kid = await rotateKeyRing(dir, 'snapshot', new Date(now.getTime() + 1000));
    const rotatedAt = performance.now();
    let fresh = old;
    let signedAt = rotatedAt;
    for (;;) {
      const began = performance.now();
      fresh = await signer.sign(manifest);
      if (fresh !== old) break;
      signedAt = began;
    }
    expect(signedAt - rotatedAt).toBeLessThan(1_000);
    expect(await verifier.verify(manifest, fresh)).toEqual({ kid });
    expect(await createManifestSigner(files.signing).sign(manifest)).toBe(fresh);
    await verifier.verify(manifest, old);
    expect((await listKeys(dir, 'snapshot')).map((key) => key.state)).toEqual(['current', 'previous']);

    expect(await retirePreviousKeys(dir, 'snapshot')).toHaveLength(1);
    await expect(createManifestVerifier(files.trusted).verify(manifest, old)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await createManifestVerifier(files.trusted).verify(manifest, fresh)).toEqual({ kid });
    expect(jwks(files.signing).keys.map((key) => 'd' in key)).toEqual([true, false]);
  });

  it('keeps at most two of its own keys trusted, and those the owner added', async () => {
    const [dir, other] = [freshDir(), freshDir()];
    await ensureKeyRing(dir, 'snapshot', now);
    await ensureKeyRing(other, 'snapshot', now);
    const files = keyRingFiles(dir, 'snapshot');
    const [foreign] = jwks(keyRingFiles(other, 'snapshot').trusted).keys;
    writeFileSync(files.trusted, JSON.stringify({ keys: [...jwks(files.trusted).keys, foreign] }));
    for (let round = 0; round < 3; round++) await rotateKeyRing(dir, 'snapshot', now);
    const own = (await listKeys(dir, 'snapshot')).filter((key) => key.trusted);
    expect(own.map((key) => key.state)).toEqual(['current', 'previous', 'foreign']);
    expect(jwks(files.trusted).keys.map((key) => key.kid)).toContain(foreign?.kid);
  });

  it('runs changes one after another, and breaks a lock left by a dead process', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    await mkdir(join(dir, '.snapshot.lock'));
    utimesSync(join(dir, '.snapshot.lock'), new Date(0), new Date(0));
    const kids = await Promise.all([1, 2, 3].map(() => rotateKeyRing(dir, 'snapshot', now)));
    const listed = await listKeys(dir, 'snapshot');
    expect(listed).toHaveLength(4);
    expect(kids).toContain(listed[0]?.kid);
    expect(listed.slice(0, 2).every((key) => key.trusted)).toBe(true);
    expect(existsSync(join(dir, '.snapshot.lock'))).toBe(false);
  });

  it('waits for a lock in use, and then says whose keys are being changed', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    await mkdir(join(dir, '.snapshot.lock'));
    await expect(rotateKeyRing(dir, 'snapshot', now)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(`the snapshot keys in ${dir}`),
    });
    expect(existsSync(join(dir, '.snapshot.lock'))).toBe(true);
  });

  it('reads a file again that was written in place, with another key of the same length', async () => {
    const [dir, other] = [freshDir(), freshDir()];
    for (const one of [dir, other]) await ensureKeyRing(one, 'snapshot', now);
    const files = keyRingFiles(dir, 'snapshot');
    const verifier = createManifestVerifier(files.trusted);
    const manifest = new TextEncoder().encode('{}');
    const signed = async (home: string) => createManifestSigner(keyRingFiles(home, 'snapshot').signing).sign(manifest);
    await verifier.verify(manifest, await signed(dir));
    const replaced = readFileSync(keyRingFiles(other, 'snapshot').trusted, 'utf8');
    expect(replaced).toHaveLength(readFileSync(files.trusted, 'utf8').length);
    writeFileSync(files.trusted, replaced);
    await verifier.verify(manifest, await signed(other));
  });

  it('says there is nothing to rotate where there are no keys', async () => {
    const dir = freshDir();
    await mkdir(dir);
    await expect(rotateKeyRing(dir, 'snapshot', now)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listKeys(dir, 'snapshot')).toEqual([]);
  });
});

describe('when a key file cannot be used', () => {
  const used = async (text: string) => {
    const file = join(root, `bad-${++made}.jwks`);
    writeFileSync(file, text);
    return createManifestSigner(file).sign(Buffer.from('x'));
  };

  it.each(['', '{', 'null', '[]', '{"keys": 1}', `{"keys": [{"kty":"OKP","crv":"Ed25519","x":"AAAA","kid":"k"}]}`, ' '.repeat(70_000)])(
    'reports anything that is not a key ring as damaged (case %#)',
    async (text) => {
      await expect(used(text)).rejects.toMatchObject({ code: 'data_corrupt', hint: expect.any(String) });
    },
  );

  it('reports a key as damaged if its name is not its thumbprint', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'snapshot', now);
    const ring = jwks(keyRingFiles(dir, 'snapshot').signing);
    await expect(used(JSON.stringify({ keys: [{ ...ring.keys[0], kid: 'mine' }] }))).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('skips keys of other kinds and says when none is left', async () => {
    await expect(used('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}')).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('names an absent file, and uses it as soon as it appears', async () => {
    const dir = freshDir();
    const { signing } = keyRingFiles(dir, 'snapshot');
    const signer = createManifestSigner(signing);
    await expect(signer.sign(Buffer.from('x'))).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(signing),
    });
    await ensureKeyRing(dir, 'snapshot', now);
    expect(await signer.sign(Buffer.from('x'))).toMatch(/^[\w-]+\.\.[\w-]{86}$/);
  });
});

describe('when another machine has a key of its own', () => {
  it('is trusted whatever is rotated here, until its key is revoked', async () => {
    const dir = freshDir();
    await ensureKeyRing(dir, 'playback', now);
    const { kid, signingRing } = await addForeignKey(dir, 'playback', now, 'cloud.example');
    const elsewhere = join(freshDir(), 'playback-signing.jwks');
    await mkdir(join(elsewhere, '..'), { recursive: true });
    writeFileSync(elsewhere, signingRing);
    const token = await createPlaybackSigner(elsewhere).sign({ fileLocationId: 1, expiresAt: 4_000_000_000 });
    const verify = () => createPlaybackVerifier(keyRingFiles(dir, 'playback').trusted).verify(token, now.getTime());

    await rotateKeyRing(dir, 'playback', now);
    await rotateKeyRing(dir, 'playback', now);
    expect(await verify()).toMatchObject({ fileLocationId: 1 });
    expect((await listKeys(dir, 'playback')).at(-1)).toEqual({
      ...{ purpose: 'playback', kid, createdAt: now.toISOString(), state: 'foreign', trusted: true, label: 'cloud.example' },
    });
    expect(readFileSync(keyRingFiles(dir, 'playback').trusted, 'utf8')).not.toContain('"d"');

    await expect(revokeForeignKey(dir, 'playback', 'unknown')).rejects.toMatchObject({ code: 'not_found' });
    await revokeForeignKey(dir, 'playback', kid);
    await expect(verify()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await listKeys(dir, 'playback')).toHaveLength(3);
  });
});
