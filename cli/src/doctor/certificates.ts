import { RpcAccess } from '@catalogsync/rpc';
import { rpcCertificateFiles, rpcKey, serviceNames } from '@catalogsync/runtime';
import { isDue, listRpcCertificates, type RpcCertificate } from '@catalogsync/signing';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { type Finding, fault, fromError, good, remark } from './finding.js';

const subject = 'gRPC over TCP';
const renew = 'catalogsync keys generate (where ca.key is), then copy them to their machines and start the services again';

function expiryOf({ name, file, expiresAt }: RpcCertificate, now: number): Finding[] {
  const day = expiresAt.slice(0, 10);
  if (Date.parse(expiresAt) <= now) {
    const why = name === 'ca' ? 'Every call over TCP fails.' : `Calls over TCP from and to ${name} fail.`;
    return [fault(subject, `the certificate ${file} expired on ${day}`, { why, advice: renew })];
  }
  if (!isDue({ expiresAt }, now)) return [];
  return [remark(subject, `the certificate ${file} expires on ${day}`, { why: 'From then on calls over TCP fail.', advice: renew })];
}

function isTcp(address: string | undefined): address is string {
  return address !== undefined && address !== '' && !address.startsWith('unix:');
}

/** Addresses that are open to others and have nothing that proves the callers; the service would not start. */
function unproven(home: Home, config: HostConfig): Finding[] {
  return serviceNames.flatMap((name) => {
    const address = home.environment[rpcKey(name)];
    if (!isTcp(address)) return [];
    try {
      new RpcAccess('owner', config).channel(address, name);
      return [];
    } catch (error) {
      const { text, advice = '' } = fromError(subject, error);
      return [fault(subject, `${rpcKey(name)}: ${text}`, { why: `${name} does not start there, and cannot be called.`, advice })];
    }
  });
}

/** What proves services to each other over TCP. Nothing is said where none is on TCP. */
export async function examineCertificates(home: Home, config: HostConfig): Promise<Finding[]> {
  if (!serviceNames.some((name) => isTcp(home.environment[rpcKey(name)]))) return [];
  try {
    const now = Date.now();
    const certificates = await listRpcCertificates(config.KEYS_DIR);
    const findings = [...certificates.flatMap((one) => expiryOf(one, now)), ...unproven(home, config)];
    if (findings.length > 0 || certificates.length === 0) return findings;
    const { folder } = rpcCertificateFiles(config.KEYS_DIR, 'owner');
    const first = certificates.map(({ expiresAt }) => expiresAt).toSorted()[0] ?? '';
    return [good(subject, `the certificates in ${folder} are valid until ${first.slice(0, 10)}`)];
  } catch (error) {
    return [fromError(subject, error)];
  }
}
