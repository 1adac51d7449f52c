/** Seconds; a read takes well under a millisecond, a search a few. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5];

/** Counts the requests of one route: numbers in arrays, since prom-client's look-ups per request cost a tenth of a point read. */
export class RouteCounts {
  private readonly byStatus = new Map<number, number>();
  /** By the first bound that a duration does not exceed; the last is of those beyond all. */
  private readonly within = new Float64Array(bounds.length + 1);
  private seconds = 0;

  constructor(private readonly route: string) {}

  observe(status: number, milliseconds: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    const seconds = milliseconds / 1000;
    let place = 0;
    while (place < bounds.length && seconds > (bounds[place] ?? 0)) place++;
    this.within[place] = (this.within[place] ?? 0) + 1;
    this.seconds += seconds;
  }

  /** Lines of a counter by route and status. */
  counterLines(name: string): string[] {
    return [...this.byStatus].map(([status, count]) => `${name}{route="${this.route}",status="${status}"} ${count}`);
  }

  /** Lines of a histogram by route; none before the first request. */
  histogramLines(name: string): string[] {
    if (this.byStatus.size === 0) return [];
    let count = 0;
    const buckets = [...bounds.map(String), '+Inf'].map((bound, place) => {
      count += this.within[place] ?? 0;
      return `${name}_bucket{le="${bound}",route="${this.route}"} ${count}`;
    });
    const label = `{route="${this.route}"}`;
    return [...buckets, `${name}_sum${label} ${this.seconds}`, `${name}_count${label} ${count}`];
  }
}

/** One metric in the Prometheus text format. */
export function familyText(name: string, type: 'counter' | 'histogram', help: string, lines: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}
