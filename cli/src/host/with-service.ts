import { checkHealth } from '@catalogsync/rpc';
import { rpcKey, type ServiceName } from '@catalogsync/runtime';
import { readHome } from '../home/home-folder.js';
import type { CommandContext } from '../report/command-context.js';
import { ephemeralPorts } from './listening-ports.js';
import { type HomeRequest, openHome } from './open-home.js';
import { rpcAddresses, socketFolder } from './service-environment.js';

/** A running service answers its health check at once; one that takes longer is considered not running. */
const healthMs = 2000;

/** The service of a home that a command talks to, and what it needs. */
export interface ServiceRequest {
  readonly home: string | undefined;
  readonly name: ServiceName;
  /** Started in this order, on ports that the system chooses, if the service is not running. */
  readonly needs: readonly ServiceName[];
  /** Settings for started services, above the home's. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called if they must be started, before the home is made. */
  readonly beforeOpen?: () => Promise<void>;
  /** Called before they start. */
  readonly beforeStart?: HomeRequest['beforeStart'];
}

/** A client of one service. */
interface Closable {
  close(): void;
}

/** Calls `use` with a client of a service: of the home's running instance, otherwise of one started for this. */
export async function withService<C extends Closable>(
  request: ServiceRequest,
  context: CommandContext,
  connect: (address: string) => C,
  use: (client: C) => Promise<void>,
): Promise<void> {
  const useAt = async (address: string): Promise<void> => {
    const client = connect(address);
    try {
      await use(client);
    } finally {
      client.close();
    }
  };
  const home = await readHome(request.home, context.surroundings);
  const address = rpcAddresses(home.environment, socketFolder(home.root))[rpcKey(request.name)] ?? '';
  if ((await checkHealth(address, { deadlineMs: healthMs })) === 'serving') return useAt(address);
  await request.beforeOpen?.();
  const { needs: services, beforeStart } = request;
  const settings = { ...ephemeralPorts, ...request.settings };
  const open = await openHome({ home: request.home, services, settings, beforeStart }, context);
  try {
    await useAt(open.host.find(request.name).addresses.grpc);
  } finally {
    await open.close();
  }
}
