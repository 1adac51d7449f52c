import { type Logger, printMetrics, type ServiceMetrics } from '@catalogsync/runtime';
import type { Registry } from 'prom-client';
import type { Answer } from './route.js';

/** Metrics as Prometheus reads them: those of services, and those of the process (CPU, memory, event loop, open files). */
export class MetricsText {
  private process: Promise<Registry> | undefined;

  constructor(private readonly log: Pick<Logger, 'warn'>) {}

  async answer(services: readonly ServiceMetrics[]): Promise<Answer> {
    const ours = await printMetrics(services, (err, metric) => this.log.warn({ err, metric }, 'a metric could not be read'));
    this.process ??= processMetrics();
    const registry = await this.process;
    const headers = { 'content-type': registry.contentType, 'cache-control': 'no-store' };
    return { body: `${ours}${await registry.metrics()}`, headers };
  }
}

/** Loaded and measured from the first time that somebody asks: most homes have no Prometheus. */
async function processMetrics(): Promise<Registry> {
  // It is CommonJS: bundled, it has its default only.
  const { default: client } = await import('prom-client');
  const register = new client.Registry();
  // The look at the event loop wakes the process this often, in milliseconds.
  client.collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 50 });
  return register;
}
