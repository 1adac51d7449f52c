// For the tests of services and of their clients: a server of gRPC only.
import { type Application, type ApplicationOptions, createApplication } from '../src/application.js';

export interface RpcServer {
  readonly address: string;
  readonly app: Application;
  setHealth(serving: boolean): void;
  /** Accepts no new calls, lets open ones finish, then closes the module. */
  stop(): Promise<void>;
}

/**
 * Starts an application that serves only gRPC.
 * @throws Fault `failed_precondition` if the address is taken, `invalid_argument` if it is malformed
 */
export async function startRpcServer(options: Omit<ApplicationOptions, 'http'>): Promise<RpcServer> {
  const app = await createApplication(options);
  try {
    await app.calls.start?.();
  } catch (error) {
    await app.calls.close();
    throw error;
  }
  return {
    address: options.address,
    app,
    setHealth: (serving) => app.setHealth(serving),
    stop: async () => app.calls.close() as Promise<void>,
  };
}
