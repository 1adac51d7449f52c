import type { Health, RpcAccess } from '@catalogsync/rpc';
import { locationKeys, readConfig, rpcKey, type ServiceName, serviceNames } from '@catalogsync/runtime';
import type { Home } from '../home/home-folder.js';
import { rpcAddresses, socketFolder } from './service-environment.js';

/** Where the command line calls a service, and what it found there. */
export interface Reached {
  readonly address: string;
  readonly health: Health;
  readonly access: RpcAccess;
}

const accessKeys = {
  ROOT_DIR: locationKeys.ROOT_DIR,
  KEYS_DIR: locationKeys.KEYS_DIR,
  RPC_SHARED_SECRET: locationKeys.RPC_SHARED_SECRET,
} as const;

/** A Unix socket needs no proof, so that errors in the settings do not keep the owner from correcting them. */
async function ownerAccess(home: Home, address: string): Promise<RpcAccess> {
  const { RpcAccess } = await import('@catalogsync/rpc');
  const settings = address.startsWith('unix:') ? { KEYS_DIR: '', RPC_SHARED_SECRET: '' } : readConfig(accessKeys, home.environment);
  return new RpcAccess('owner', settings);
}

/** The address of a service as the settings say. */
function addressOf(home: Home, name: ServiceName): string {
  return rpcAddresses(home.environment, socketFolder(home.root))[rpcKey(name)] ?? '';
}

/**
 * Looks for a home's service: a service of this machine that listens on TCP also has its Unix socket, over which the owner
 * may do everything.
 * @throws Fault `invalid_argument` if what proves the owner over TCP cannot be read
 */
export async function reachService(home: Home, name: ServiceName, deadlineMs: number): Promise<Reached> {
  // Loaded on demand: a command that calls nothing starts four times as fast without it.
  const { checkHealth, localSocketOf } = await import('@catalogsync/rpc');
  const ask = async (address: string): Promise<Reached> => {
    const access = await ownerAccess(home, address);
    return { address, access, health: await checkHealth(address, { deadlineMs }, { service: name, access }) };
  };
  const configured = addressOf(home, name);
  if (configured.startsWith('unix:')) return ask(configured);
  const local = await ask(localSocketOf(socketFolder(home.root), name));
  return local.health === 'unreachable' ? ask(configured) : local;
}

/** Whether any service of a home answers: a command may run only some of them. */
export async function anyAnswers(home: Home, deadlineMs: number): Promise<boolean> {
  const reached = await Promise.all(serviceNames.map((name) => reachService(home, name, deadlineMs)));
  return reached.some(({ health }) => health !== 'unreachable');
}
