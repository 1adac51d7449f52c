import { join } from 'node:path';
import type { ServiceName } from './service-name.js';

/** Whom a certificate of gRPC names: a service, or the owner's command line on another machine. */
export type RpcName = ServiceName | 'owner';

/** Certificates that prove services to each other over TCP; `keys generate` makes them. */
interface RpcCertificateFiles {
  readonly folder: string;
  /** The authority that signs all of them; every machine has its certificate. */
  readonly authority: string;
  /** The authority's private key, needed only where certificates are made. */
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

/** Where the certificate of one name is in a keys folder. */
export function rpcCertificateFiles(keysDir: string, name: RpcName): RpcCertificateFiles {
  const folder = join(keysDir, 'rpc');
  const file = (base: string): string => join(folder, base);
  return {
    folder,
    authority: file('ca.crt'),
    authorityKey: file('ca.key'),
    certificate: file(`${name}.crt`),
    key: file(`${name}.key`),
  };
}
