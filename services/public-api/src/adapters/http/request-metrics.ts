import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';

/** Seconds; a read takes well below a millisecond, a search some. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5];

/** Counts the requests of one route. */
export interface RouteMeter {
  observe(status: number, milliseconds: number): void;
}

/** What /metrics shows, in a registry of its own: several services share a process. */
export class RequestMetrics {
  private readonly registry = new Registry();
  private readonly requests: Counter<'route' | 'status'>;
  private readonly seconds: Histogram<'route'>;

  constructor(snapshots: CurrentSnapshot, now: () => number) {
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
    snapshotGauges(snapshots, now, registers);
    new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Resident memory of the whole process.',
      registers,
      collect() {
        this.set(process.memoryUsage.rss());
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  print(): Promise<string> {
    return this.registry.metrics();
  }

  /** A meter whose label lookups are done once and not per request. */
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
}

function snapshotGauges(snapshots: CurrentSnapshot, now: () => number, registers: Registry[]): void {
  new Gauge({
    name: 'catalogsync_snapshot_info',
    help: 'The snapshot in use, as a label; absent until one is adopted.',
    labelNames: ['snapshot_id'],
    registers,
    collect() {
      this.reset();
      const current = snapshots.current();
      if (current !== undefined) this.set({ snapshot_id: current.manifest.snapshot_id }, 1);
    },
  });
  new Gauge({
    name: 'catalogsync_snapshot_age_seconds',
    help: 'Time since the snapshot in use was generated.',
    registers,
    collect() {
      const current = snapshots.current();
      this.set(current === undefined ? Number.NaN : (now() - Date.parse(current.manifest.generated_at)) / 1000);
    },
  });
  new Gauge({
    name: 'catalogsync_follower_fault',
    help: 'Whether a fault keeps a newer snapshot from being adopted, by its code.',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset();
      const fault = snapshots.fault();
      if (fault !== undefined) this.set({ code: fault.code }, 1);
    },
  });
}
