import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { type RpcName, rpcCertificateFiles } from '@catalogsync/runtime';
import { ChannelCredentials, type ChannelOptions, experimental, Metadata, ServerCredentials, type ServerInterceptor } from '@grpc/grpc-js';
import { admitCallers, type Proof } from './callers.js';
import { callerKey, secretKey } from './metadata-keys.js';

/** The settings that prove a process to the others; every service and the command line read them. */
interface RpcSettings {
  readonly KEYS_DIR: string;
  /** Empty for none. */
  readonly RPC_SHARED_SECRET: string;
}

/** What a client needs for one address. */
interface ChannelAccess {
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
  /** Sent with each call. */
  readonly metadata: () => Metadata;
}

interface Certificates {
  readonly authority: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

/** Reached only by the user whose folder the socket is in. */
export const isUnixSocket = (address: string): boolean => address.startsWith('unix:');

/** The socket of a service in its home's folder of sockets. */
export const localSocketOf = (folder: string, name: RpcName): string => `unix:${join(folder, `${name}.sock`)}`;

/** Refused calls are watched too. */
const admitting = (credentials: ServerCredentials, proof: Proof, watch: readonly ServerInterceptor[]): ServerCredentials =>
  experimental.createServerCredentialsWithInterceptors(credentials, [...watch, admitCallers(proof)]);

/** How one process proves itself to the others over gRPC, and lets them prove themselves. */
export class RpcAccess {
  /** @param socketFolder of the home, for the socket that a service on TCP opens for its own machine */
  constructor(
    readonly name: RpcName,
    private readonly settings: RpcSettings,
    private readonly socketFolder?: string,
  ) {}

  /** For a service on TCP: where the command line of its own machine reaches it. */
  get localSocket(): string | undefined {
    return this.socketFolder === undefined ? undefined : localSocketOf(this.socketFolder, this.name);
  }

  /**
   * Credentials of a server at an address. Over TCP, callers need a certificate of the same authority if this service has one,
   * and the shared secret if it is set. Each call is then admitted by its method's callers.
   * @throws Fault `failed_precondition` if neither is there, `expired` for the certificate
   */
  server(address: string, watch: readonly ServerInterceptor[] = []): ServerCredentials {
    if (isUnixSocket(address)) return admitting(ServerCredentials.createInsecure(), 'unix socket', watch);
    const found = this.proof(`${this.name} does not listen on ${address}`);
    const secret = this.settings.RPC_SHARED_SECRET;
    if (found === undefined) return admitting(ServerCredentials.createInsecure(), { byCertificate: false, secret }, watch);
    const { authority, certificate, key } = found;
    const credentials = ServerCredentials.createSsl(authority, [{ cert_chain: certificate, private_key: key }], true);
    return admitting(credentials, { byCertificate: true, secret }, watch);
  }

  /** The same for calls to the service that should answer at `address`. Throws like `server`. */
  channel(address: string, service: string): ChannelAccess {
    const metadata = (): Metadata => {
      const sent = new Metadata();
      sent.set(callerKey, this.name);
      const secret = this.settings.RPC_SHARED_SECRET;
      if (secret !== '' && !isUnixSocket(address)) sent.set(secretKey, secret);
      return sent;
    };
    const found = isUnixSocket(address) ? undefined : this.proof(`${this.name} does not call ${service} at ${address}`);
    if (found === undefined) return { credentials: ChannelCredentials.createInsecure(), options: {}, metadata };
    const credentials = ChannelCredentials.createSsl(found.authority, found.key, found.certificate);
    // The certificate names the service, not its address, which is the owner's choice.
    return { credentials, options: { 'grpc.ssl_target_name_override': service }, metadata };
  }

  /** The certificates for a TCP address; `undefined` if only the secret proves the caller. */
  private proof(refusal: string): Certificates | undefined {
    const certificates = this.readCertificates();
    if (certificates !== undefined || this.settings.RPC_SHARED_SECRET !== '') return certificates;
    throw new Fault('failed_precondition', `${refusal}: it is not a Unix socket, and nothing proves who calls`, {
      hint: `Make certificates (catalogsync keys generate) and give ${rpcCertificateFiles(this.settings.KEYS_DIR, this.name).folder} to each machine, or set RPC_SHARED_SECRET in secrets.env on each.`,
      retry: 'never',
    });
  }

  private readCertificates(): Certificates | undefined {
    const files = rpcCertificateFiles(this.settings.KEYS_DIR, this.name);
    const [authority, certificate, key] = [files.authority, files.certificate, files.key].map(readIfThere);
    if (authority === undefined && certificate === undefined && key === undefined) return undefined;
    if (authority === undefined || certificate === undefined || key === undefined) {
      const missing = authority === undefined ? files.authority : certificate === undefined ? files.certificate : files.key;
      throw new Fault('failed_precondition', `a file of the certificate for ${this.name} is missing: ${missing}`, {
        hint: 'Copy it from the machine that made it, or make it there: catalogsync keys generate',
        retry: 'never',
      });
    }
    requireValid(certificate, files.certificate);
    return { authority, certificate, key };
  }
}

function requireValid(certificate: Buffer, file: string): void {
  let expiry: number;
  try {
    expiry = Date.parse(new X509Certificate(certificate).validTo);
  } catch (cause) {
    throw new Fault('data_corrupt', `not a certificate: ${file}`, { hint: 'Make it anew: catalogsync keys generate', cause });
  }
  if (expiry > Date.now()) return;
  throw new Fault('expired', `the certificate expired on ${new Date(expiry).toISOString().slice(0, 10)}: ${file}`, {
    hint: 'Make a new one where ca.key is (catalogsync keys generate), copy it to its machine and start again.',
  });
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === 'not_found') return undefined;
    throw fault;
  }
}
