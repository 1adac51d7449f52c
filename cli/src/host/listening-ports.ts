import { createServer, type Server } from 'node:net';
import { Fault } from '@catalogsync/faults';
import type { ServiceName } from '@catalogsync/runtime';
import type { ConfiguredService } from './host.js';

/** The keys of an HTTP listener, by service. */
const listeners: Readonly<Partial<Record<ServiceName, { readonly host: string; readonly port: string }>>> = {
  'public-api': { host: 'PUBLIC_API_HOST', port: 'PUBLIC_API_PORT' },
  orchestrator: { host: 'WEB_HOST', port: 'WEB_PORT' },
  snapshot: { host: 'SNAPSHOT_HOST', port: 'SNAPSHOT_PORT' },
  origin: { host: 'ORIGIN_HOST', port: 'ORIGIN_PORT' },
};

/** Where a service will listen. */
export interface Listener {
  readonly service: ServiceName;
  readonly host: string;
  readonly port: number;
  /** The setting that changes it. */
  readonly key: string;
}

/** The listeners of configured services; a service without HTTP has none. */
export function listenersOf(configured: readonly ConfiguredService[]): Listener[] {
  return configured.flatMap(({ service, config }) => {
    const keys = listeners[service.name];
    const values = config as Record<string, unknown>;
    if (keys === undefined || !(keys.port in values)) return [];
    return [{ service: service.name, host: String(values[keys.host] ?? '0.0.0.0'), port: Number(values[keys.port]), key: keys.port }];
  });
}

/** Settings that let the system choose all ports and bind them to this machine only. */
export const ephemeralPorts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(listeners).flatMap(({ host, port }) => [
    [host, '127.0.0.1'],
    [port, '0'],
  ]),
);

function listen(listener: Listener): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: listener.host, port: listener.port, exclusive: true }, () => resolve(server));
  });
}

/** A listener whose port is unavailable, and why (`EADDRINUSE`, `EACCES`, …). */
export interface TakenPort {
  readonly listener: Listener;
  readonly code: string;
}

/** Tries all at once, so that two of our listeners on one port are found too. */
export async function findTakenPorts(wanted: readonly Listener[]): Promise<TakenPort[]> {
  const tried = await Promise.allSettled(wanted.map(listen));
  const open = tried.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  await Promise.all(open.map((server) => new Promise((resolve) => server.close(resolve))));
  return wanted.flatMap((listener, at) => {
    const attempt = tried[at];
    if (attempt?.status !== 'rejected') return [];
    return [{ listener, code: String((attempt.reason as NodeJS.ErrnoException).code) }];
  });
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'in use',
  EACCES: 'not allowed for this user',
  EADDRNOTAVAIL: 'not an address of this machine',
};

/** In words: port, key and what is wrong with it. */
export function describeTakenPort({ listener, code }: TakenPort): string {
  return `${listener.host}:${listener.port} (${listener.key}) is ${reasons[code] ?? `unusable: ${code}`}`;
}

/** @throws Fault `failed_precondition` that names every unavailable port and the key that changes it. */
export async function requireFreePorts(wanted: readonly Listener[], settingsFile: string): Promise<void> {
  const taken = await findTakenPorts(wanted);
  const [first] = taken;
  if (first === undefined) return;
  throw new Fault('failed_precondition', `cannot listen: ${taken.map(describeTakenPort).join(', ')}`, {
    hint: `Stop what uses ${taken.length === 1 ? 'it' : 'them'}, or set another port in ${settingsFile}, such as ${first.listener.key}=${
      first.listener.port + 10_000 > 65_535 ? first.listener.port - 10_000 : first.listener.port + 10_000
    }.`,
  });
}
