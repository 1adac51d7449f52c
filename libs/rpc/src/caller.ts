import { type Actor, commandLine } from '@catalogsync/audit';

/** A call as its server sees it: the third argument of every method of a controller. */
export interface RpcCall {
  /** `host:port` of a TCP connection. */
  getPeer(): string;
}

const tcpPeer = /^\[?(?<address>[^\]]*?)\]?:\d+$/;

/** Who makes a call. Over the home's Unix socket only its owner can, by the command line; over TCP it is another program. */
export function actorOf(call: RpcCall | undefined): Actor {
  const address = tcpPeer.exec(call?.getPeer() ?? '')?.groups?.address;
  if (address === undefined || address === 'unix') return commandLine('grpc');
  return { actor: 'another program', via: 'grpc', address: address.replace(/^::ffff:/i, '') };
}
