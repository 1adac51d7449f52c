import { Fault } from '@catalogsync/faults';
import {
  type Clock,
  closeAll,
  type Environment,
  type Logger,
  type RunningService,
  type Service,
  type ServiceContext,
  type ServiceName,
} from '@catalogsync/runtime';

/** A service with its own configuration, checked and frozen. */
export interface ConfiguredService {
  readonly service: Service;
  readonly config: unknown;
}

/**
 * Configures all, so that every fault of all of them is known before the first one starts.
 * @throws Fault `invalid_argument` that holds each fault once.
 */
export function configureServices(services: readonly Service[], environmentFor: (name: ServiceName) => Environment): ConfiguredService[] {
  const configured: ConfiguredService[] = [];
  const faults: Fault[] = [];
  for (const service of services) {
    try {
      configured.push({ service, config: service.configure(environmentFor(service.name)) });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
    }
  }
  const [first] = faults;
  if (first === undefined) return configured;
  const problems = new Set(faults.flatMap((fault) => fault.message.replace(/^configuration: /, '').split('; ')));
  throw new Fault('invalid_argument', `configuration: ${[...problems].join('; ')}`, { hint: first.hint, cause: first });
}

export interface HostOptions {
  readonly clock: Clock;
  readonly logFor: (name: ServiceName) => Logger;
  /** Starts no further service once aborted. */
  readonly signal: AbortSignal;
}

/** Several services in one process. */
export interface RunningHost {
  readonly services: readonly RunningService[];
  /** @throws Fault `internal` for a service that was not asked for: a mistake of the caller. */
  find(name: ServiceName): RunningService;
  /** Stops all in reverse order, also if one fails. Calling it again returns the same promise. */
  stop(): Promise<void>;
}

/** Starts in the given order; if one cannot start, those before it are stopped again. */
export async function startHost(configured: readonly ConfiguredService[], options: HostOptions): Promise<RunningHost> {
  const running: RunningService[] = [];
  try {
    for (const { service, config } of configured) {
      if (options.signal.aborted) throw new Fault('canceled', 'stopped while starting');
      const context: ServiceContext = { log: options.logFor(service.name), clock: options.clock };
      running.push(await service.start(config, context));
    }
  } catch (error) {
    await stopAll(running, options).catch(() => {
      // Logged service by service; why it could not start matters more.
    });
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    services: running,
    find: (name) => findService(running, name),
    stop: () => {
      stopped ??= stopAll(running, options);
      return stopped;
    },
  };
}

function findService(running: readonly RunningService[], name: ServiceName): RunningService {
  const found = running.find((service) => service.name === name);
  if (found === undefined) throw new Fault('internal', `${name} is not running here`);
  return found;
}

async function stopAll(running: readonly RunningService[], options: HostOptions): Promise<void> {
  const [first] = running;
  if (first === undefined) return;
  const closers = running.toReversed().map((service) => ({ name: service.name, close: () => service.stop() }));
  await closeAll(closers, options.logFor(first.name));
}
