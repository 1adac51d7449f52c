import { type Actor, commandLine } from '@catalogsync/audit';
import type { Metadata } from '@grpc/grpc-js';
import { callerOf } from './access/callers.js';

/** A call as its server sees it: the third argument of every method of a controller. */
export interface RpcCall {
  /** `host:port` of a TCP connection. */
  getPeer(): string;
  readonly metadata: Metadata;
}

const tcpPeer = /^\[?(?<address>[^\]]*?)\]?:\d+$/;

/** Who makes a call, for the audit log. Calls without a server of ours come from tests of a controller. */
export function actorOf(call: RpcCall | undefined): Actor {
  if (call === undefined) return commandLine('grpc');
  const { kind, name } = callerOf(call);
  const address = kind === 'local' ? 'local' : addressOf(call);
  return { actor: name === 'owner' ? 'command line' : `service ${name}`, via: 'grpc', address };
}

function addressOf(call: RpcCall): string {
  const address = tcpPeer.exec(call.getPeer())?.groups?.address ?? 'unknown';
  return address.replace(/^::ffff:/i, '');
}
