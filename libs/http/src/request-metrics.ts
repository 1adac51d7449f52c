import { Gauge, Registry } from 'prom-client';
import { familyText, RouteCounts } from './route-counts.js';

const requestsName = 'catalogsync_http_requests_total';
const secondsName = 'catalogsync_http_request_seconds';

/** Counts the requests of one route. */
export interface RouteMeter {
  observe(status: number, milliseconds: number): void;
}

/** A value read when metrics are scraped. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  /** Label names, if `read` returns labels. */
  readonly labelNames?: readonly string[];
  /** The current value: a number, or the labels whose value is 1; undefined shows none. */
  read(): number | Readonly<Record<string, string>> | undefined;
}

/** Metrics of one API in the Prometheus text format, in their own registry: several services share a process. */
export class RequestMetrics {
  private readonly registry = new Registry();
  private readonly routes = new Map<string, RouteCounts>();

  constructor(readings: readonly GaugeReading[]) {
    const memory = { name: 'process_resident_memory_bytes', help: 'Resident memory of the whole process.' };
    for (const reading of [...readings, { ...memory, read: () => process.memoryUsage.rss() }]) this.gauge(reading);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async print(): Promise<string> {
    const routes = [...this.routes.values()];
    const counts = routes.flatMap((route) => route.counterLines(requestsName));
    const durations = routes.flatMap((route) => route.histogramLines(secondsName));
    return [
      familyText(requestsName, 'counter', 'Requests answered.', counts),
      familyText(secondsName, 'histogram', 'Time to answer.', durations),
      await this.registry.metrics(),
    ].join('\n');
  }

  meter(route: string): RouteMeter {
    const counts = this.routes.get(route) ?? new RouteCounts(route);
    this.routes.set(route, counts);
    return counts;
  }

  private gauge({ name, help, labelNames, read }: GaugeReading): void {
    new Gauge({
      name,
      help,
      labelNames: [...(labelNames ?? [])],
      registers: [this.registry],
      collect() {
        const reading = read();
        if (typeof reading === 'number') return this.set(reading);
        this.reset();
        if (reading !== undefined) this.set(reading, 1);
      },
    });
  }
}
