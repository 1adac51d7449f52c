import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; a read takes well under a millisecond, a search a few. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5];

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
  private readonly requests: Counter<'route' | 'status'>;
  private readonly seconds: Histogram<'route'>;

  constructor(readings: readonly GaugeReading[]) {
    const registers = [this.registry];
    this.requests = new Counter({
      name: 'catalogsync_http_requests_total',
      help: 'Requests answered.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'catalogsync_http_request_seconds',
      help: 'Time to answer.',
      labelNames: ['route'],
      buckets,
      registers,
    });
    const memory = { name: 'process_resident_memory_bytes', help: 'Resident memory of the whole process.' };
    for (const reading of [...readings, { ...memory, read: () => process.memoryUsage.rss() }]) this.gauge(reading);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  print(): Promise<string> {
    return this.registry.metrics();
  }

  /** A meter that looks up its labels once, not per request. */
  meter(route: string): RouteMeter {
    const seconds = this.seconds.labels(route);
    const byStatus = new Map<number, Counter.Internal>();
    return {
      observe: (status, milliseconds) => {
        let requests = byStatus.get(status);
        if (requests === undefined) {
          requests = this.requests.labels(route, String(status));
          byStatus.set(status, requests);
        }
        requests.inc();
        seconds.observe(milliseconds / 1000);
      },
    };
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
