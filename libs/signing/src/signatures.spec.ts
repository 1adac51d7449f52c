import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign, importJWK } from 'jose';
import {
  createManifestSigner,
  createManifestVerifier,
  createPlaybackSigner,
  createPlaybackVerifier,
  ensureKeyRing,
  judgeSignature,
  keyRingFiles,
  type PlaybackSigner,
  type PlaybackVerifier,
} from './index.js';

// Real here: files, jose, Ed25519. `forge` signs with our own key what our signer never would.
const now = Date.parse('2026-11-01T12:00:00Z');
const exp = now / 1000 + 60;
const honest = { alg: 'EdDSA', typ: 'catalogsync-playback' };
const claims = { aud: 'catalogsync-origin', sub: '7', exp };
let dir: string;
let signer: PlaybackSigner;
let verifier: PlaybackVerifier;
let kid: string;
let publicText: string;
let forge: (header: Record<string, unknown>, payload: unknown) => Promise<string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'signatures-'));
  await ensureKeyRing(dir, 'playback', new Date(now));
  await ensureKeyRing(join(dir, 'stranger'), 'playback', new Date(now));
  const files = keyRingFiles(dir, 'playback');
  signer = createPlaybackSigner(files.signing);
  verifier = createPlaybackVerifier(files.trusted);
  const jwk = JSON.parse(await readFile(files.signing, 'utf8')).keys[0];
  kid = jwk.kid;
  publicText = jwk.x;
  const key = await importJWK(jwk, 'EdDSA');
  forge = (header, payload) =>
    new CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
      .setProtectedHeader(header as { alg: string })
      .sign(key, { crit: { x: true } });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const refused = (token: string, code = 'unauthenticated', at = now) => expect(verifier.verify(token, at)).rejects.toMatchObject({ code });
const base64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('when a playback link is signed by us', () => {
  it('leads back to its file (behaviour 164), fits a path segment (168) and shows no path (175)', async () => {
    const token = await signer.sign({ fileLocationId: 7, expiresAt: exp });
    expect(await verifier.verify(token, now)).toEqual({ fileLocationId: 7, expiresAt: exp });
    expect(encodeURIComponent(token)).toBe(token);
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toEqual(claims);
  });

  it('names its key and EdDSA in the header (behaviour 165)', async () => {
    const [header] = (await signer.sign({ fileLocationId: 7, expiresAt: exp })).split('.');
    expect(JSON.parse(Buffer.from(header ?? '', 'base64url').toString())).toEqual({ ...honest, kid });
  });

  it('is the same text for the same grant', async () => {
    const grant = { fileLocationId: 9, expiresAt: exp };
    expect(await signer.sign(grant)).toBe(await signer.sign(grant));
  });

  it('is valid through its last second and not after (behaviour 167)', async () => {
    const token = await signer.sign({ fileLocationId: 7, expiresAt: exp });
    expect(await verifier.verify(token, exp * 1000 + 999)).toMatchObject({ fileLocationId: 7 });
    await refused(token, 'expired', exp * 1000 + 1000);
  });

  it('is not signed for a malformed grant', async () => {
    for (const grant of [
      { fileLocationId: 0, expiresAt: exp },
      { fileLocationId: 1.5, expiresAt: exp },
      { fileLocationId: 1, expiresAt: exp + 0.5 },
    ]) {
      await expect(signer.sign(grant)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('when a token is not ours', () => {
  it('refuses any single flipped bit (behaviour 166)', async () => {
    const token = Buffer.from(await signer.sign({ fileLocationId: 7, expiresAt: exp }), 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(token);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await refused(changed.toString('latin1'));
      }),
      { numRuns: 1000 },
    );
  });

  it('throws nothing but an unauthenticated Fault for garbage', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map(base64),
      fc.constantFrom('', '=', ' ', '\0', base64({ ...honest, kid: 'x' })),
    );
    const garbage = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (token) => {
        const error: unknown = await verifier.verify(token, now).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Fault);
        expect((error as Fault).code).toBe('unauthenticated');
      }),
      { numRuns: 500 },
    );
  });

  it('reports a forged token as unauthenticated even if it has also expired (behaviour 169)', async () => {
    const [header, , signature] = (await signer.sign({ fileLocationId: 7, expiresAt: 1 })).split('.');
    await refused(`${header}.${base64({ ...claims, exp: 2 })}.${signature}`);
  });

  it('refuses padding, white space, other encodings of the same bytes and a token of 100 KB', async () => {
    const token = await signer.sign({ fileLocationId: 7, expiresAt: exp });
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const last = signature.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBytes = `${header}.${payload}.${signature.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`;
    const others = [`${token}==`, ` ${token}`, `${token}\n`, `${token}.`, `.${token}`, `${header}=.${payload}.${signature}`, sameBytes];
    for (const other of others) await refused(other);
    await refused('a'.repeat(100_000));
    await refused(`${header}.${'a'.repeat(100_000)}.${signature}`);
  });

  it('refuses `alg: none` in every spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const unsigned = `${base64({ ...honest, kid, alg })}.${base64(claims)}.`;
      await refused(unsigned);
      await refused(`${unsigned}${'A'.repeat(86)}`);
    }
  });

  it('refuses an HMAC made with the public key as the secret', async () => {
    const header = { ...honest, kid, alg: 'HS256' };
    for (const secret of [Buffer.from(publicText, 'base64url'), Buffer.from(publicText)]) {
      const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      const text = `${base64(header)}.${base64(claims)}`;
      const mac = Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(text))).toString('base64url');
      await refused(`${text}.${mac}`);
      await refused(`${text}.${mac.padEnd(86, 'A')}`);
    }
  });

  it('refuses a foreign key, under its own name or ours', async () => {
    const strange = createPlaybackSigner(keyRingFiles(join(dir, 'stranger'), 'playback').signing);
    const token = await strange.sign({ fileLocationId: 7, expiresAt: exp });
    await refused(token);
    await refused([base64({ alg: 'EdDSA', kid, typ: honest.typ }), ...token.split('.').slice(1)].join('.'));
  });

  it('refuses other headers even if signed by our key: crit, an embedded key, another type, no key id, no type', async () => {
    const headers = [
      { ...honest, kid, crit: ['x'], x: 1 },
      { ...honest, kid, jwk: {} },
      { ...honest, kid, typ: 'JWT' },
      honest,
      { alg: 'EdDSA', kid },
    ];
    for (const header of headers) await refused(await forge(header, claims));
    expect(await verifier.verify(await forge({ ...honest, kid }, claims), now)).toMatchObject({ fileLocationId: 7 });
  });

  it('refuses malformed claims even if signed by our key: audience, subject, expiry', async () => {
    const bad = [
      { ...claims, aud: 'elsewhere' },
      { ...claims, aud: ['catalogsync-origin'] },
      { ...claims, sub: 7 },
      { ...claims, sub: '../7' },
      { ...claims, sub: '07' },
      { ...claims, sub: '9999999999999999' },
      { ...claims, exp: '1' },
      { ...claims, exp: exp + 0.5 },
      { ...claims, exp: undefined },
      null,
      'no json',
      [],
    ];
    for (const payload of bad) await refused(await forge({ ...honest, kid }, payload));
  });

  it('refuses a manifest signature of the same key as a token', async () => {
    const files = keyRingFiles(dir, 'playback');
    const payload = Buffer.from(JSON.stringify(claims));
    const detached = await createManifestSigner(files.signing).sign(payload);
    await refused(detached.replace('..', `.${payload.toString('base64url')}.`));
  });
});

describe('when a manifest is signed', () => {
  const verified = (manifest: Uint8Array, jws: string) =>
    createManifestVerifier(keyRingFiles(dir, 'playback').trusted).verify(manifest, jws);

  it('accepts exactly those bytes, whatever they are', async () => {
    const sign = createManifestSigner(keyRingFiles(dir, 'playback').signing);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), async (manifest, at) => {
        const jws = await sign.sign(manifest);
        expect(await verified(manifest, `${jws}\n`)).toEqual({ kid });
        const changed = Uint8Array.from(manifest);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        await expect(verified(changed, jws)).rejects.toMatchObject({ code: 'unauthenticated' });
      }),
      { numRuns: 100 },
    );
  });

  it('refuses an attached payload, garbage and 100 KB', async () => {
    for (const jws of ['', '.', '..', 'a.b.c', '....', 'x'.repeat(100_000)]) {
      await expect(verified(Buffer.from('{}'), jws)).rejects.toMatchObject({ code: 'unauthenticated' });
    }
  });
});

describe('when there is no key', () => {
  it('tells verifiers so instead of blaming the token (behaviour 171)', async () => {
    const lonely = createPlaybackVerifier(join(dir, 'absent.jwks'));
    await expect(lonely.check()).rejects.toMatchObject({ code: 'failed_precondition' });
    const token = await signer.sign({ fileLocationId: 7, expiresAt: exp });
    await expect(lonely.verify(token, now)).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});

describe('when the signature of a manifest is judged', () => {
  it('is not required without a verifier, and otherwise missing, valid or invalid', async () => {
    await ensureKeyRing(dir, 'snapshot', new Date(now));
    const files = keyRingFiles(dir, 'snapshot');
    const [manifest, other] = [new TextEncoder().encode('{}'), new TextEncoder().encode('[]')];
    const signature = await createManifestSigner(files.signing).sign(manifest);
    const checking = createManifestVerifier(files.trusted);
    expect(await judgeSignature(undefined, manifest, signature)).toBe('not_required');
    expect(await judgeSignature(checking, manifest, undefined)).toBe('missing');
    expect(await judgeSignature(checking, manifest, signature)).toBe('valid');
    expect(await judgeSignature(checking, other, signature)).toBe('invalid');
  });

  it('is not judged without a usable key', async () => {
    const checking = createManifestVerifier(join(dir, 'absent.jwks'));
    const manifest = new TextEncoder().encode('{}');
    const signature = await createManifestSigner(keyRingFiles(dir, 'snapshot').signing).sign(manifest);
    await expect(judgeSignature(checking, manifest, signature)).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});
