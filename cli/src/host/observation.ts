import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpServer, metricsApi } from '@catalogsync/http';
import { createLogger, type Logger, type ServiceMetrics } from '@catalogsync/runtime';
import { startTracing, type Tracing } from '@catalogsync/tracing';
import { type HostConfig, logLevel } from '../home/host-keys.js';
import type { CommandContext } from '../report/command-context.js';
import type { RunningHost } from './host.js';

/** Times in milliseconds. What waits to be sent when everything ends is not worth more than a second. */
const sendWithinMs = 1_000;
const limits = { requestMs: 10_000, drainMs: 500 } as const;

/** What watches a process: traces that it sends, metrics that it shows. Both only if they are set. */
export class Observation {
  private server: HttpServer | undefined;

  private constructor(
    private readonly tracing: Tracing | undefined,
    private readonly config: HostConfig,
    private readonly log: Logger,
  ) {}

  /** Before the first service starts: a service that serves already would not be traced. */
  static async begin(config: HostConfig, version: string, log: Logger): Promise<Observation> {
    const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
    // OpenTelemetry writes values as in addresses.
    const headers = Object.fromEntries([...config.OTEL_EXPORTER_OTLP_HEADERS].map(([name, value]) => [name, decodeURIComponent(value)]));
    const settings = {
      ...{ endpoint, version, serviceName: config.OTEL_SERVICE_NAME },
      ...{ ratio: config.OTEL_TRACES_SAMPLER_ARG, headers },
    };
    return new Observation(endpoint === '' ? undefined : await startTracing(settings, log), config, log);
  }

  /** For each line of a log: of which trace it is. */
  get ids(): (() => object) | undefined {
    const { tracing } = this;
    return tracing && (() => tracing.ids());
  }

  /** @throws Fault `failed_precondition` if the port is taken */
  async show(metrics: () => readonly ServiceMetrics[]): Promise<void> {
    const { METRICS_HOST: host, METRICS_PORT: port, METRICS_TOKEN: token } = this.config;
    if (port === 0) return;
    const server = new HttpServer({ host, port, keys: 'METRICS_PORT or METRICS_HOST', limits }, this.log);
    await server.mount(metricsApi(metrics, token, this.log));
    await server.listen();
    this.server = server;
  }

  async end(): Promise<void> {
    await this.server?.close();
    await this.tracing?.stop(sendWithinMs);
  }
}

/** How long services drain, in milliseconds; what waits for the end of this process waits as much longer. */
export function drainOf({ DRAIN_SECONDS }: HostConfig, { settings }: CommandContext): number {
  settings.drainMs = DRAIN_SECONDS * 1000;
  return settings.drainMs;
}

/**
 * Starts services and shows what they count.
 * @param start starts them; told of the observation, so that their logs can name traces
 */
export async function startObserved(
  config: HostConfig,
  { settings: { debug }, surroundings: { workspace } }: CommandContext,
  start: (observation: Observation) => Promise<RunningHost>,
): Promise<RunningHost> {
  const log = createLogger({ service: 'host', level: logLevel(config, debug) });
  const { version } = JSON.parse(await readFile(join(workspace, 'package.json'), 'utf8')) as { version: string };
  const observation = await Observation.begin(config, version, log);
  let host: RunningHost | undefined;
  try {
    host = await start(observation);
    const running = host;
    await observation.show(() => running.metrics());
    return {
      addressesOf: (name) => running.addressesOf(name),
      metrics: () => running.metrics(),
      stop: () => running.stop().finally(() => observation.end()),
    };
  } catch (error) {
    await host?.stop();
    await observation.end();
    throw error;
  }
}
