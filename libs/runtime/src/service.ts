import type { Clock } from './clock.js';
import type { ConfigKeys } from './config/config-key.js';
import type { Environment } from './config/environment.js';
import type { Installation } from './config/installation.js';
import type { ServiceName } from './config/service-name.js';
import type { Logger } from './log/logger.js';
import type { MetricFamily, ServiceMetrics } from './metrics/metric-family.js';

/** What a host hands to each service it starts. */
export interface ServiceContext {
  readonly log: Logger;
  readonly clock: Clock;
  /** Where the sockets of this home are: a service on TCP opens one there too, for the command line of its machine. */
  readonly socketFolder?: string;
  /** The whole installation, for the service that manages its configuration; otherwise a service knows only its own keys. */
  readonly installation?: Installation;
  /**
   * This service's settings as its files and the process environment say now; absent if they cannot be read again.
   * @throws Fault if a file cannot be read
   */
  readonly environment?: () => Promise<Environment>;
  /** Current HTTP base address of another service of this process; undefined if it does not run here. */
  readonly addressOf?: (name: ServiceName) => string | undefined;
  /** The metrics of every service that runs in this process now. */
  readonly processMetrics?: () => readonly ServiceMetrics[];
}

/** A started service; it serves its addresses until stopped. */
export interface RunningService {
  readonly name: ServiceName;
  /** `grpc`: a gRPC target; `http`: a base address without a trailing slash, with the real port. */
  readonly addresses: { readonly grpc: string; readonly http?: string };
  /** What it counts. */
  readonly metrics: readonly MetricFamily[];
  /** Says from now on that it is not ready, to those who ask before they send work; goes on answering. */
  drain(): void;
  /**
   * Finishes open work and releases everything. Resolves when nothing is left running; rejects if something could
   * not be closed. Calling it again returns the same promise.
   */
  stop(): Promise<void>;
}

/**
 * One service as a host sees it. Nothing is read or opened before `start`, so that six of them can live in one
 * process, each with its own configuration.
 */
export interface Service<Config = unknown> {
  readonly name: ServiceName;
  /** Every key this service reads, for validation, docs and spelling suggestions. */
  readonly configKeys: ConfigKeys;
  /** Parses and freezes the configuration. Throws a Fault that lists all errors at once. */
  configure(environment: Environment): Config;
  /** Resolves when the service is ready. If it cannot start, throws a Fault and leaves nothing open. */
  start(config: Config, context: ServiceContext): Promise<RunningService>;
}
