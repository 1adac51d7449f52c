import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

/** Every address of a name; `callback` gets an error or all of them. */
export type LookUpAll = (hostname: string, callback: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

/** Names and connections. A port, so that tests can emulate an internet. */
export interface Network {
  readonly lookUp: LookUpAll;
  /** Opens connections to exactly the addresses that `lookup` gives. */
  connector(options: { readonly timeout: number; readonly lookup: LookupFunction }): buildConnector.connector;
}

/** The system's resolver, and direct connections: proxies named by the environment are not used. */
export const systemNetwork: Network = {
  // With an error, Node gives no list at all.
  lookUp: (hostname, callback) =>
    systemLookup(hostname, { all: true }, (error, addresses: LookupAddress[] | undefined = []) => callback(error, addresses)),
  connector: (options) => buildConnector({ ...options }),
};
