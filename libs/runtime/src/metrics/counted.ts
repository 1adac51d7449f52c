import type { Labels, MetricFamily, Sample } from './metric-family.js';

/** More sets of labels than any metric of ours has: beyond, something counts what it must not. */
const mostLabelSets = 1_000;
/** Seconds; a read takes well under a millisecond, a search a few, a call to another server seconds. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10];

/** Values by their labels, in bounded number. */
class ByLabels<Value> {
  private readonly values = new Map<string, { readonly labels: Labels; readonly value: Value }>();

  constructor(private readonly empty: () => Value) {}

  /** Undefined if there are too many. */
  of(labels: Labels): Value | undefined {
    const key = Object.values(labels).join('\n');
    const known = this.values.get(key);
    if (known !== undefined) return known.value;
    if (this.values.size >= mostLabelSets) return undefined;
    const value = this.empty();
    this.values.set(key, { labels, value });
    return value;
  }

  all(): Iterable<{ readonly labels: Labels; readonly value: Value }> {
    return this.values.values();
  }
}

/** A counter. The same labels each time, in the same order. */
export class Counted implements MetricFamily {
  readonly type = 'counter';
  private readonly counts = new ByLabels(() => ({ count: 0 }));

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  add(labels: Labels, count = 1): void {
    const place = this.counts.of(labels);
    if (place !== undefined) place.count += count;
  }

  readonly samples = (): Sample[] => Array.from(this.counts.all(), ({ labels, value: { count } }) => ({ labels, value: count }));
}

class Spread {
  /** By the first bound that a duration does not exceed; the last is of those beyond all. */
  private readonly within = new Float64Array(bounds.length + 1);
  private seconds = 0;
  private isUsed = false;

  add(seconds: number): void {
    this.isUsed = true;
    let place = 0;
    while (place < bounds.length && seconds > (bounds[place] ?? 0)) place++;
    this.within[place] = (this.within[place] ?? 0) + 1;
    this.seconds += seconds;
  }

  /** None before the first. */
  samples(labels: Labels): Sample[] {
    if (!this.isUsed) return [];
    let count = 0;
    const buckets = [...bounds.map(String), '+Inf'].map((le, place) => {
      count += this.within[place] ?? 0;
      return { suffix: '_bucket', labels: { ...labels, le }, value: count };
    });
    return [...buckets, { suffix: '_sum', labels, value: this.seconds }, { suffix: '_count', labels, value: count }];
  }
}

/** How long something takes: a histogram in seconds. */
export class Durations implements MetricFamily {
  readonly type = 'histogram';
  private readonly spreads = new ByLabels(() => new Spread());

  constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  add(labels: Labels, seconds: number): void {
    this.spreads.of(labels)?.add(seconds);
  }

  /** A place that needs no look-up per value, for what is counted very often. */
  place(labels: Labels): { add(seconds: number): void } {
    return this.spreads.of(labels) ?? new Spread();
  }

  readonly samples = (): Sample[] => [...this.spreads.all()].flatMap(({ labels, value }) => value.samples(labels));
}
