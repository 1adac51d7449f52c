import { type Logger, type MetricFamily, type Part, type RunningService, type ServiceName, startInOrder } from '@catalogsync/runtime';
import type { Server, ServiceDefinition } from '@grpc/grpc-js';
import type { DynamicModule, INestApplication, INestMicroservice, LoggerService, Type } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import type { RpcAccess } from './access/rpc-access.js';
import { WatchedCalls } from './access/watched-calls.js';
import { Endpoint } from './endpoint.js';
import { FaultFilter } from './fault-filter.js';

/** The services of one RPC server by full name, such as `catalogsync.snapshot.v1.SnapshotService`. */
export type RpcDefinitions = Readonly<Record<string, unknown>>;

/** The HTTP side of an application: an HttpServer of libs/http. */
interface HttpEdge {
  /** Its adapter for Nest. */
  readonly adapter: AbstractHttpAdapter;
  /** Returns the base address. */
  listen(): Promise<string>;
  /** Its requests, counted. */
  readonly metrics: readonly MetricFamily[];
  /** Says that it is not ready, and lets no connection last; goes on answering. */
  drain(): void;
  close(): Promise<void>;
}

export interface ApplicationOptions {
  /** Root module; its controllers implement `definitions`. */
  readonly module: DynamicModule;
  readonly definitions: RpcDefinitions;
  /** Address for gRPC: `unix:/path` or `host:port`. */
  readonly address: string;
  /** How its callers prove themselves; absent only for a Unix socket. */
  readonly access?: RpcAccess;
  /** Absent for a service that serves only gRPC. */
  readonly http?: HttpEdge;
  readonly log: Logger;
}

/** The largest playlist file, of 10 MB, with what surrounds it; pages of 5,000 files fit well below it. */
const maxMessageBytes = 12 * 1024 * 1024;

/** Nest's own startup messages belong at debug level of our log. */
function nestLogger(log: Logger): LoggerService {
  const at = (level: 'debug' | 'warn' | 'error' | 'fatal') => (message: unknown) => log[level]({ nest: true }, String(message));
  return { log: at('debug'), debug: at('debug'), verbose: at('debug'), warn: at('warn'), error: at('error'), fatal: at('fatal') };
}

/** @throws Fault `failed_precondition`, `expired` if the address is open to others and nothing proves the callers */
function grpcOptions(options: ApplicationOptions, health: HealthImplementation, endpoint: Endpoint): MicroserviceOptions {
  const { definitions, address } = options;
  return {
    transport: Transport.GRPC,
    options: {
      url: address,
      package: [...new Set(Object.keys(definitions).map((name) => name.slice(0, name.lastIndexOf('.'))))],
      packageDefinition: definitions as Record<string, ServiceDefinition>,
      credentials: endpoint.credentials,
      gracefulShutdown: true,
      maxReceiveMessageLength: maxMessageBytes,
      maxSendMessageLength: maxMessageBytes,
      onLoadPackageDefinition: (_package: unknown, server: Server) => {
        health.addToServer(server);
        endpoint.serve(server);
      },
    },
  };
}

/** A hybrid application with HTTP, otherwise a microservice; one Nest application either way. */
async function createNest(
  options: ApplicationOptions,
  health: HealthImplementation,
  endpoint: Endpoint,
): Promise<INestApplication | INestMicroservice> {
  const { module, http, log } = options;
  const common = { logger: nestLogger(log), abortOnError: false };
  const faults = new FaultFilter(log);
  if (http === undefined) {
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, { ...common, ...grpcOptions(options, health, endpoint) });
    return app.useGlobalFilters(faults);
  }
  const app = await NestFactory.create(module, http.adapter, { ...common, bodyParser: false });
  app.useGlobalFilters(faults);
  app.connectMicroservice(grpcOptions(options, health, endpoint), { inheritAppConfig: true });
  return app;
}

/** As grpc.health.v1 names them. */
const healthNames = ({ definitions }: ApplicationOptions): string[] => ['', ...Object.keys(definitions)];

const isHybrid = (app: INestApplication | INestMicroservice): app is INestApplication => 'startAllMicroservices' in app;

/**
 * One service as one Nest application: wired by `createApplication`, started by `run` in the order its main
 * lists. Anything that may fail while closing must be such a part; Nest swallows errors of shutdown hooks.
 */
export class Application {
  /** Runs init hooks, then serves gRPC with health checks, with Faults as errors. Closing runs the shutdown hooks. */
  readonly calls: Part = { name: 'calls', start: () => this.listen(), close: () => this.close() };
  /** Starts serving HTTP. */
  readonly web: Part = { name: 'HTTP', start: () => this.listenWeb(), close: () => this.options.http?.close() };
  private webAddress: string | undefined;

  constructor(
    private readonly nest: INestApplication | INestMicroservice,
    private readonly health: HealthImplementation,
    private readonly options: ApplicationOptions,
    private readonly endpoint: Endpoint,
    private readonly watched: WatchedCalls,
  ) {}

  /** A provider of any module, for main. */
  get<T>(token: Type<T> | string | symbol): T {
    return this.nest.get<T>(token, { strict: false });
  }

  /** Of the whole server (the empty name) and of each of its services; who watches is told at once. */
  setHealth(serving: boolean): void {
    for (const name of healthNames(this.options)) this.health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
  }

  /** Starts the parts in this order, including `calls` and `web`; stopping closes them in reverse. */
  async run(name: ServiceName, parts: readonly Part[], metrics: readonly MetricFamily[] = []): Promise<RunningService> {
    const stop = await startInOrder(parts, this.options.log);
    const addresses = { grpc: this.options.address, http: this.webAddress };
    return { name, addresses, metrics: [...metrics, ...this.ownMetrics], drain: () => this.drain(), stop };
  }

  /** What its calls and requests count. */
  private get ownMetrics(): MetricFamily[] {
    return [...(this.options.http?.metrics ?? []), ...this.watched.metrics];
  }

  private drain(): void {
    this.setHealth(false);
    this.options.http?.drain();
  }

  private async listen(): Promise<void> {
    await this.endpoint.prepare();
    if (isHybrid(this.nest)) await this.nest.init();
    try {
      await (isHybrid(this.nest) ? this.nest.startAllMicroservices() : this.nest.listen());
      await this.endpoint.listenLocally();
    } catch (error) {
      throw this.endpoint.listenFault(error);
    }
  }

  private async listenWeb(): Promise<void> {
    this.webAddress = await this.options.http?.listen();
  }

  private async close(): Promise<void> {
    this.setHealth(false);
    await this.nest.close();
  }
}

/**
 * Wires a service's modules; nothing is started and nothing listens.
 * @throws Fault `failed_precondition`, `expired` if the address is open to others and nothing proves the callers
 */
export async function createApplication(options: ApplicationOptions): Promise<Application> {
  const health = new HealthImplementation(Object.fromEntries(healthNames(options).map((name) => [name, 'SERVING' as const])));
  const watched = new WatchedCalls(options.access?.name ?? 'catalogsync');
  const endpoint = new Endpoint(options.address, options.access, [watched.interceptor]);
  return new Application(await createNest(options, health, endpoint), health, options, endpoint, watched);
}
