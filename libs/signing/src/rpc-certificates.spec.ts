import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rpcCertificateFiles } from '@catalogsync/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isDue, listRpcCertificates, makeRpcCertificates } from './index.js';

// Real here: keys, certificates, files; only the date is given.
let keys: string;
beforeEach(() => {
  keys = mkdtempSync(join(tmpdir(), 'certificates-'));
});
afterEach(() => rmSync(keys, { recursive: true, force: true }));

const start = new Date('2026-01-01T00:00:00Z');
const after = (days: number): Date => new Date(start.getTime() + days * 86_400_000);
const states = async (now: Date, which?: 'all'): Promise<string[]> => [
  ...new Set((await makeRpcCertificates(keys, now, which)).map(({ state }) => state)),
];
const files = rpcCertificateFiles;

describe('when certificates are made', () => {
  it('makes an authority and one for each service and the owner, with private keys for the owner only', async () => {
    const made = await makeRpcCertificates(keys, start);
    expect(made.map(({ name }) => name).toSorted()).toEqual([
      'ca',
      'media-server',
      'orchestrator',
      'origin',
      'owner',
      'public-api',
      'resolver',
      'snapshot',
    ]);
    const authority = new X509Certificate(readFileSync(files(keys, 'owner').authority));
    const one = new X509Certificate(readFileSync(files(keys, 'resolver').certificate));
    expect(one.verify(authority.publicKey) && one.checkIssued(authority)).toBe(true);
    expect([one.ca, authority.ca, one.subject, one.subjectAltName]).toEqual([false, true, 'CN=resolver', 'DNS:resolver']);
    expect(one.keyUsage?.toSorted()).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    for (const key of [files(keys, 'resolver').key, files(keys, 'owner').authorityKey]) expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(files(keys, 'owner').folder).mode & 0o777).toBe(0o700);
  });

  it('keeps them until 30 days before they expire, then renews them under the same authority', async () => {
    expect(await states(start)).toEqual(['created']);
    expect(await states(after(699))).toEqual(['kept']);
    const authority = readFileSync(files(keys, 'owner').authority, 'utf8');
    const [, due] = await listRpcCertificates(keys);
    expect([isDue(due!, after(699).getTime()), isDue(due!, after(701).getTime())]).toEqual([false, true]);
    expect(await states(after(701))).toEqual(['kept', 'renewed']);
    expect(readFileSync(files(keys, 'owner').authority, 'utf8')).toBe(authority);
  });

  it('renews all of them with the authority, and all on demand', async () => {
    await makeRpcCertificates(keys, start);
    expect(await states(after(1), 'all')).toEqual(['kept', 'renewed']);
    expect(await states(after(3640))).toEqual(['renewed']);
  });

  it('makes none where the key of the authority is not, and says so if that is asked for', async () => {
    await makeRpcCertificates(keys, start);
    const { authorityKey, certificate } = files(keys, 'resolver');
    rmSync(authorityKey);
    rmSync(certificate);
    expect(await states(after(800))).toEqual(['kept']);
    await expect(states(start, 'all')).rejects.toMatchObject({ code: 'failed_precondition', message: expect.stringContaining('ca.key') });
  });

  it('names a damaged file', async () => {
    await makeRpcCertificates(keys, start);
    writeFileSync(files(keys, 'origin').certificate, 'x');
    await expect(listRpcCertificates(keys)).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('origin.crt') });
    rmSync(files(keys, 'origin').certificate);
    writeFileSync(files(keys, 'origin').authorityKey, 'x');
    await expect(makeRpcCertificates(keys, start)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringContaining('ca.crt'),
    });
  });
});
