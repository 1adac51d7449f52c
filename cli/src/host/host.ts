import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';
import {
  type Clock,
  closeAll,
  type Environment,
  type Installation,
  type Logger,
  type RunningService,
  type Service,
  type ServiceMetrics,
  type ServiceName,
  type ServiceRestarts,
} from '@catalogsync/runtime';

/** A service with its own checked and frozen configuration. */
export interface ConfiguredService {
  readonly service: Service;
  readonly config: unknown;
}

/**
 * Configures all services, so that every error is known before the first one starts.
 * @throws Fault `invalid_argument` that contains each error once
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
  /**
   * Reads the settings again for a service that restarts; must give the same services. Without it no service can
   * restart.
   */
  readonly reconfigure?: () => Promise<readonly ConfiguredService[]>;
  /** The settings of a service as they are now, see ServiceContext. */
  readonly environmentFor?: (name: ServiceName) => Promise<Environment>;
  /** Where the home's sockets are, see ServiceContext. */
  readonly socketFolder?: string;
  /** How long services go on answering once they are told to stop, in milliseconds; 0 if absent. */
  readonly drainMs?: number;
  /** What services learn about the installation. */
  readonly installation?: Omit<Installation, 'restarts'>;
}

/** Several services in one process. */
export interface RunningHost {
  /**
   * Where a service answers, or answered last if it is being restarted.
   * @throws Fault `internal` for a service that was never started here
   */
  addressesOf(name: ServiceName): RunningService['addresses'];
  /** Of every service that runs now. */
  metrics(): ServiceMetrics[];
  /** Lets all of them drain, then stops them in reverse order, even if one fails. Calling it again returns the same promise. */
  stop(): Promise<void>;
}

/** Starts in the given order; if one cannot start, the ones before it are stopped again. */
export async function startHost(configured: readonly ConfiguredService[], options: HostOptions): Promise<RunningHost> {
  const host = new ServiceHost(
    configured.map(({ service }) => service.name),
    options,
  );
  await host.start(configured);
  return host;
}

class ServiceHost implements RunningHost, ServiceRestarts {
  private readonly running = new Map<ServiceName, RunningService>();
  private readonly addresses = new Map<ServiceName, RunningService['addresses']>();
  /** Serialises restarts and the stop. */
  private turn: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | undefined;
  private failure: Fault | undefined;

  constructor(
    readonly hosted: readonly ServiceName[],
    private readonly options: HostOptions,
  ) {}

  async start(configured: readonly ConfiguredService[]): Promise<void> {
    try {
      for (const one of configured) await this.startOne(one);
    } catch (error) {
      await this.stopAll().catch(() => {
        // Logged service by service; the reason for the failed start matters more.
      });
      throw error;
    }
  }

  addressesOf(name: ServiceName): RunningService['addresses'] {
    const found = this.addresses.get(name);
    if (found === undefined) throw new Fault('internal', `${name} is not running here`);
    return found;
  }

  stop(): Promise<void> {
    this.stopped ??= this.next(() => this.drain().then(() => this.stopAll()));
    return this.stopped;
  }

  metrics(): ServiceMetrics[] {
    return Array.from(this.running, ([service, { metrics: families }]) => ({ service, families }));
  }

  restart(names: readonly ServiceName[]): Promise<void> {
    return this.next(() => this.restartNow(names));
  }

  restartSelf(name: ServiceName, putBack: () => Promise<void>): void {
    const log = this.options.logFor(name);
    const again = this.next(async () => {
      try {
        await this.restartNow([name]);
      } catch (error) {
        // Not caused by the settings.
        if (toFault(error).code === 'canceled') return;
        this.failure = toFault(error);
        log.warn({ err: error }, `${name} could not restart; the previous settings are restored`);
        await putBack();
        if (this.stopped === undefined && !this.options.signal.aborted) await this.restartNow([name]);
      }
    });
    // The caller has ended by then, so only the log is told.
    again.catch((error: unknown) => log.error({ err: error }, `${name} could not restart`));
  }

  takeFailedStart(): Fault | undefined {
    const { failure } = this;
    this.failure = undefined;
    return failure;
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    // The outcome goes to the caller; the queue only waits for the end.
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** Starts all of them, even if one cannot start. */
  private async restartNow(names: readonly ServiceName[]): Promise<void> {
    if (this.stopped !== undefined) throw new Fault('canceled', 'everything is being stopped');
    const { reconfigure } = this.options;
    if (reconfigure === undefined) throw new Fault('unsupported', 'services cannot be restarted here');
    const configured = (await reconfigure()).filter(({ service }) => names.includes(service.name));
    const failures: unknown[] = [];
    for (const one of configured) {
      try {
        await this.stopOne(one.service.name);
        await this.startOne(one);
      } catch (error) {
        const fault = toFault(error);
        failures.push(new Fault(fault.code, `${one.service.name} cannot start: ${fault.message}`, { hint: fault.hint, cause: error }));
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  private async startOne({ service, config }: ConfiguredService): Promise<void> {
    if (this.options.signal.aborted) throw new Fault('canceled', 'stopped while starting');
    const { clock, environmentFor, installation, logFor, reconfigure, socketFolder } = this.options;
    const restarts = reconfigure === undefined ? undefined : this;
    const told = installation === undefined ? {} : { installation: { ...installation, restarts } };
    const addressOf = (name: ServiceName): string | undefined => this.running.get(name)?.addresses.http;
    const environment = environmentFor && (() => environmentFor(service.name));
    const processMetrics = (): ServiceMetrics[] => this.metrics();
    const context = { log: logFor(service.name), clock, addressOf, socketFolder, environment, processMetrics, ...told };
    const running = await service.start(config, context);
    this.running.set(service.name, running);
    this.addresses.set(service.name, running.addresses);
  }

  /** A service that could not be stopped completely is logged and restarted anyway. */
  private async stopOne(name: ServiceName): Promise<void> {
    const service = this.running.get(name);
    this.running.delete(name);
    if (service === undefined) return;
    await service
      .stop()
      .catch((error: unknown) => this.options.logFor(name).error({ err: error }, `${name} could not be stopped completely`));
  }

  /** They answer on, and say that they are not ready: a load balancer then sends its requests elsewhere. */
  private async drain(): Promise<void> {
    const { drainMs = 0 } = this.options;
    if (drainMs === 0 || this.running.size === 0) return;
    for (const service of this.running.values()) service.drain();
    await sleep(drainMs);
  }

  private async stopAll(): Promise<void> {
    const [first] = this.running.keys();
    if (first === undefined) return;
    const closers = [...this.running.values()].toReversed().map((service) => ({ name: service.name, close: () => service.stop() }));
    await closeAll(closers, this.options.logFor(first));
  }
}
