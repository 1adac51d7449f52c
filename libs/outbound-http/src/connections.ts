import { isIP, type LookupFunction } from 'node:net';
import { Fault } from '@catalogsync/faults';
import { Agent, type buildConnector } from 'undici';
import { addressClass } from './address-class.js';
import type { Reach } from './address-trust.js';
import type { LookUpAll, Network } from './network.js';
import type { PrivateHosts } from './private-hosts.js';

/** What connections are made with. */
export interface ConnectionOptions {
  readonly network: Network;
  readonly hosts: PrivateHosts;
  readonly timeoutMs: number;
}

/**
 * Open connections. Those that may lead anywhere are kept apart from those that may not, so that no request uses a
 * connection that it could not have opened.
 */
export class Connections {
  readonly hosts: PrivateHosts;
  private readonly anywhere: Agent;
  private readonly guarded: Agent;
  /** Origins by where unguarded connections to them have led so far. */
  private readonly reached = { home: new Set<string>(), internet: new Set<string>() };

  constructor(options: ConnectionOptions) {
    this.hosts = options.hosts;
    const maxHeaderSize = 32 * 1024;
    this.anywhere = new Agent({ connect: this.noting(options), maxHeaderSize });
    this.guarded = new Agent({ connect: guardedConnector(options), maxHeaderSize });
  }

  through(reach: Reach): Agent {
    return reach === 'anywhere' ? this.anywhere : this.guarded;
  }

  /** Whether all unguarded connections to an origin have led to addresses outside the internet. */
  isHome(origin: string): boolean {
    return this.reached.home.has(origin) && !this.reached.internet.has(origin);
  }

  /** Ends idle connections, lets open requests finish. */
  async close(): Promise<void> {
    await Promise.all([this.anywhere.close(), this.guarded.close()]);
  }

  private noting({ network, timeoutMs }: ConnectionOptions): buildConnector.connector {
    const dial = network.connector({ timeout: timeoutMs, lookup: lookupWith(network.lookUp) });
    return (target, callback) => {
      dial(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        const isPublic = addressClass(socket.remoteAddress ?? '') === 'public';
        this.reached[isPublic ? 'internet' : 'home'].add(`${target.protocol}//${target.host ?? target.hostname}`);
        return callback(null, socket);
      });
    };
  }
}

/**
 * Connects only to public addresses and those that the owner named. A name is looked up once, all of its addresses are
 * checked, and only those that passed are tried: a name that means something else a moment later changes nothing.
 */
function guardedConnector({ network, hosts, timeoutMs }: ConnectionOptions): buildConnector.connector {
  const admits = (address: string): boolean => addressClass(address) === 'public' || hosts.hasAddress(address);
  const lookUp: LookUpAll = (hostname, callback) =>
    network.lookUp(hostname, (error, addresses) => {
      const admitted = addresses.filter(({ address }) => admits(address));
      const [first] = addresses;
      if (error === null && first !== undefined && admitted.length === 0) callback(refusal(hostname, first.address, hosts), []);
      else callback(error, admitted);
    });
  const dial = network.connector({ timeout: timeoutMs, lookup: lookupWith(lookUp) });
  return (target, callback) => {
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    // Nothing is looked up for an address.
    if (isIP(literal) !== 0 && !admits(literal)) return queueMicrotask(() => callback(refusal(literal, literal, hosts), null));
    return dial(target, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      const peer = socket.remoteAddress ?? '';
      if (admits(peer)) return callback(null, socket);
      socket.destroy();
      return callback(refusal(literal, peer, hosts), null);
    });
  };
}

function refusal(host: string, address: string, { setting }: PrivateHosts): Fault {
  const what = `a ${addressClass(address)} address`;
  const where = host === address ? `${host} is ${what}` : `${host} has ${what}`;
  const hint = setting === undefined ? 'Configure the address that it leads to.' : `If you want it to, add ${host} to ${setting}.`;
  return new Fault('permission_denied', `${where}; an address from outside must not lead there`, { hint });
}

/** In the form in which sockets look names up. */
function lookupWith(lookUp: LookUpAll): LookupFunction {
  return (hostname, { all }, callback) =>
    lookUp(hostname, (error, addresses) => {
      const [first] = addresses;
      if (error !== null) callback(error, []);
      else if (all === true) callback(null, [...addresses]);
      else callback(null, first?.address ?? '', first?.family ?? 0);
    });
}
