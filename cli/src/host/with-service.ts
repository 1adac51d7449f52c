import type { RpcAccess } from '@catalogsync/rpc';
import type { ServiceName } from '@catalogsync/runtime';
import { readHome } from '../home/home-folder.js';
import type { CommandContext } from '../report/command-context.js';
import { ephemeralPorts } from './listening-ports.js';
import { type HomeRequest, openHome } from './open-home.js';
import { reachService } from './reach-service.js';

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
  connect: (address: string, access?: RpcAccess) => C,
  use: (client: C) => Promise<void>,
): Promise<void> {
  const useAt = async (address: string, access?: RpcAccess): Promise<void> => {
    const client = connect(address, access);
    try {
      await use(client);
    } finally {
      client.close();
    }
  };
  const home = await readHome(request.home, context.surroundings);
  const { address, access, health } = await reachService(home, request.name, healthMs);
  // Refused: the call itself says why.
  if (health === 'serving' || health === 'refused') return useAt(address, access);
  await request.beforeOpen?.();
  const { needs: services, beforeStart } = request;
  const settings = { ...ephemeralPorts, ...request.settings };
  const open = await openHome({ home: request.home, services, settings, beforeStart }, context);
  try {
    await useAt(open.callAddress(request.name));
  } finally {
    await open.close();
  }
}
