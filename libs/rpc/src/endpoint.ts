import { chmod, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder } from '@catalogsync/runtime';
import type { Server, ServerCredentials, ServerInterceptor } from '@grpc/grpc-js';
import { isUnixSocket, RpcAccess } from './access/rpc-access.js';

/** sun_path holds 108 bytes including the final zero (unix(7)). */
const longestSocketPath = 107;

const socketPath = (address: string): string => address.slice('unix:'.length);

/** A service without settings of its own can only be on a Unix socket. */
const noAccess = new RpcAccess('owner', { KEYS_DIR: '', RPC_SHARED_SECRET: '' });

/** Where the calls of one service arrive: its address and, if that is TCP, a socket for the command line of its machine. */
export class Endpoint {
  readonly credentials: ServerCredentials;
  private readonly access: RpcAccess;
  private server: Server | undefined;

  /** @throws Fault `failed_precondition`, `expired` if the address is open to others and nothing proves the callers */
  constructor(
    private readonly address: string,
    access: RpcAccess | undefined,
    private readonly watch: readonly ServerInterceptor[],
  ) {
    this.access = access ?? noAccess;
    this.credentials = this.access.server(address, watch);
  }

  /** Tells which server has the methods. */
  serve(server: Server): void {
    this.server = server;
  }

  /** @throws Fault `failed_precondition` if another process listens there */
  async prepare(): Promise<void> {
    for (const socket of this.sockets()) await prepareSocket(socketPath(socket));
  }

  /** After the server listens at its address. */
  async listenLocally(): Promise<void> {
    const { localSocket } = this.access;
    if (!isUnixSocket(this.address) && localSocket !== undefined) await this.bind(localSocket);
    for (const socket of this.sockets()) await chmod(socketPath(socket), 0o600);
  }

  /** Says why it cannot listen. */
  listenFault(error: unknown): Fault {
    if (error instanceof Fault) return error;
    // grpc-js keeps the cause only as a part of its text.
    const code = /\bE[A-Z]{3,}\b/.exec(String((error as { message?: unknown } | null)?.message))?.[0];
    const why = toFault(code === undefined ? error : Object.assign(new Error(code), { code }));
    return new Fault('failed_precondition', `cannot listen on ${this.address}: ${why.message}`, {
      hint: why.hint ?? 'Is another instance running?',
      cause: error,
    });
  }

  private sockets(): string[] {
    if (isUnixSocket(this.address)) return [this.address];
    return this.access.localSocket === undefined ? [] : [this.access.localSocket];
  }

  private bind(socket: string): Promise<void> {
    const { server, access } = this;
    return new Promise((resolve, reject) => {
      if (server === undefined) return reject(new Fault('internal', 'there is no server yet'));
      server.bindAsync(socket, access.server(socket, this.watch), (error) => (error === null ? resolve() : reject(error)));
    });
  }
}

/** A socket left by a dead process would keep the new one from listening. */
async function prepareSocket(path: string): Promise<void> {
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new Fault('invalid_argument', `the socket path is longer than ${longestSocketPath} bytes: ${path}`, {
      hint: 'Choose a shorter home folder, or an address host:port.',
    });
  }
  await makeFolder(dirname(path), 0o700);
  if (await isListening(path)) {
    throw new Fault('failed_precondition', `another process listens on ${path}`, { hint: 'Stop the other instance first.' });
  }
  await rm(path, { force: true });
}

/** True for a process that has the socket, even one that hangs. */
function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => settle(true));
    // EAGAIN: a listener with a full queue.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'EAGAIN'));
  });
}
