import { Durations, type MetricFamily, type Sample } from '@catalogsync/runtime';

/** Counts the requests of one route. */
export interface RouteMeter {
  observe(status: number, milliseconds: number): void;
}

/** The requests of one API by route and status. A route is its pattern: what strangers ask for is no label. */
export class RequestMetrics {
  private readonly statuses = new Map<string, Map<number, number>>();
  private readonly seconds = new Durations('catalogsync_http_request_seconds', 'Time to answer an HTTP request.');

  get families(): readonly MetricFamily[] {
    const samples = (): Sample[] =>
      [...this.statuses].flatMap(([route, counts]) =>
        Array.from(counts, ([status, value]) => ({ labels: { route, status: String(status) }, value })),
      );
    return [{ name: 'catalogsync_http_requests_total', help: 'HTTP requests answered.', type: 'counter', samples }, this.seconds];
  }

  /** Looked up once: per request that would cost a tenth of a point read. */
  meter(route: string): RouteMeter {
    const counts = this.statuses.get(route) ?? new Map<number, number>();
    this.statuses.set(route, counts);
    const place = this.seconds.place({ route });
    return {
      observe(status, milliseconds) {
        counts.set(status, (counts.get(status) ?? 0) + 1);
        place.add(milliseconds / 1000);
      },
    };
  }
}
