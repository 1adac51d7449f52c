import { X509Certificate as ReadCertificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault, withFaults } from '@catalogsync/faults';
import { makeFolder, type RpcName, rpcCertificateFiles, serviceNames, writeAtomically } from '@catalogsync/runtime';
import type { Authority } from './certificate-authority.js';

const names: readonly RpcName[] = [...serviceNames, 'owner'];

/** From then on `keys generate` renews a certificate, and `doctor` says so. */
const renewalDays = 30;
const dayMs = 86_400_000;

/** Loaded on demand: its library is needed only while certificates are made. */
const authorities = () => import('./certificate-authority.js');

/** A certificate of gRPC as shown in lists. */
export interface RpcCertificate {
  readonly name: RpcName | 'ca';
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** What a call did about one certificate. */
export interface MadeCertificate extends RpcCertificate {
  readonly state: 'created' | 'renewed' | 'kept';
}

/** True if it is time to renew it. */
export function isDue({ expiresAt }: Pick<RpcCertificate, 'expiresAt'>, now: number): boolean {
  return Date.parse(expiresAt) - now < renewalDays * dayMs;
}

/** The certificates of gRPC in a keys folder; empty if there are none. @throws Fault `data_corrupt`, `permission_denied` */
export async function listRpcCertificates(keysDir: string): Promise<RpcCertificate[]> {
  const { authority } = rpcCertificateFiles(keysDir, 'owner');
  const files = [
    { name: 'ca' as const, file: authority },
    ...names.map((name) => ({ name, file: rpcCertificateFiles(keysDir, name).certificate })),
  ];
  const found = await Promise.all(files.map(async ({ name, file }) => ({ name, file, text: await readIfThere(file) })));
  return found.flatMap(({ name, file, text }) => (text === undefined ? [] : [{ name, file, expiresAt: expiryOf(text, file) }]));
}

/**
 * Makes the authority and a certificate for each service and for the owner, as far as they are missing or expire within
 * `renewalDays`, or all anew. Where the authority's key is not at hand, on the other machines, nothing is made.
 * @throws Fault `failed_precondition` if all are to be made anew without that key; `data_corrupt`, `permission_denied`, `disk_full`
 */
export async function makeRpcCertificates(keysDir: string, now: Date, which: 'due' | 'all' = 'due'): Promise<MadeCertificate[]> {
  return withFaults(async () => {
    const before = new Map((await listRpcCertificates(keysDir)).map((one) => [one.name, one] as const));
    const kept = [...before.values()].map((one) => ({ ...one, state: 'kept' as const }));
    const authority = await ensureAuthority(keysDir, before.get('ca'), now);
    if (authority === undefined) {
      if (which === 'due') return kept;
      throw new Fault('failed_precondition', `there is no ${rpcCertificateFiles(keysDir, 'owner').authorityKey}`, {
        hint: 'Make the certificates on the machine that has it, and copy them.',
      });
    }
    const made = [authority.made];
    for (const name of names) {
      const old = before.get(name);
      const keep = old !== undefined && which === 'due' && authority.made.state === 'kept' && !isDue(old, now.getTime());
      made.push(keep ? { ...old, state: 'kept' } : await makeOne(keysDir, name, authority.authority, { now, renewed: old !== undefined }));
    }
    return made;
  });
}

async function ensureAuthority(
  keysDir: string,
  before: RpcCertificate | undefined,
  now: Date,
): Promise<{ authority: Authority; made: MadeCertificate } | undefined> {
  const { folder, authority: file, authorityKey } = rpcCertificateFiles(keysDir, 'owner');
  const { newAuthority, readAuthority } = await authorities();
  const [certificate, key] = [await readIfThere(file), await readIfThere(authorityKey)];
  if (certificate !== undefined && key === undefined) return undefined;
  if (certificate !== undefined && key !== undefined && before !== undefined && !isDue(before, now.getTime()))
    return { authority: await readAuthority(certificate, key, file), made: { ...before, state: 'kept' } };
  await makeFolder(folder, 0o700);
  const fresh = await newAuthority(now);
  // The key first: a certificate without its key looks like a machine that only uses certificates.
  await writeAtomically(authorityKey, fresh.keyText, 0o600);
  await writeAtomically(file, fresh.text, 0o644);
  const state = before === undefined ? 'created' : 'renewed';
  return { authority: fresh.authority, made: { name: 'ca', file, expiresAt: expiryOf(fresh.text, file), state } };
}

async function makeOne(
  keysDir: string,
  name: RpcName,
  authority: Authority,
  { now, renewed }: { readonly now: Date; readonly renewed: boolean },
): Promise<MadeCertificate> {
  const { certificate, key } = rpcCertificateFiles(keysDir, name);
  const { issue } = await authorities();
  const { text, keyText } = await issue(authority, name, now);
  await writeAtomically(key, keyText, 0o600);
  await writeAtomically(certificate, text, 0o644);
  return { name, file: certificate, expiresAt: expiryOf(text, certificate), state: renewed ? 'renewed' : 'created' };
}

function expiryOf(text: string, file: string): string {
  try {
    return new Date(new ReadCertificate(text).validTo).toISOString();
  } catch (cause) {
    throw new Fault('data_corrupt', `not a certificate: ${file}`, {
      hint: 'Restore it, or remove it and run: catalogsync keys generate',
      cause,
    });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
