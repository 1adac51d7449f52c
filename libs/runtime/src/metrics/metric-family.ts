/** Labels of one value: names and values, in the order in which they are printed. */
export type Labels = Readonly<Record<string, string>>;

/** One value when metrics are read. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
  /** What follows the name: of a histogram, `_bucket`, `_sum` or `_count`. */
  readonly suffix?: string;
}

/**
 * One metric of a service, read when somebody asks. Its labels are of a bounded set: words of this program or of its settings,
 * never text of a stranger.
 */
export interface MetricFamily {
  /** In snake case with its unit, beginning with `catalogsync_` (Prometheus, "Metric and label naming"). */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  samples(): Iterable<Sample> | Promise<Iterable<Sample>>;
}

/** The metrics of one service. */
export interface ServiceMetrics {
  readonly service: string;
  readonly families: readonly MetricFamily[];
}

/** A gauge of one value; `undefined` shows none. */
export function gauge(
  name: string,
  help: string,
  read: () => number | undefined | Iterable<Sample> | Promise<number | undefined | Iterable<Sample>>,
): MetricFamily {
  return { name, help, type: 'gauge', samples: async () => asSamples(await read()) };
}

function asSamples(read: number | undefined | Iterable<Sample>): Iterable<Sample> {
  if (read === undefined) return [];
  return typeof read === 'number' ? [{ value: read }] : read;
}

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const shown = Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${shown}`;
}

/**
 * Metrics in the Prometheus text format. Those of several services are one family each, told apart by the label `service`.
 * @param onFault told of a metric that cannot be read; it is left out, the others are printed
 */
export async function printMetrics(all: readonly ServiceMetrics[], onFault: (error: unknown, name: string) => void): Promise<string> {
  const families = new Map<string, { readonly head: string; readonly lines: string[] }>();
  for (const { service, families: own } of all) {
    for (const { name, help, type, samples } of own) {
      const family = families.get(name) ?? { head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, lines: [] };
      families.set(name, family);
      try {
        for (const { suffix = '', labels = {}, value } of await samples()) {
          family.lines.push(line(name + suffix, { service, ...labels }, value));
        }
      } catch (error) {
        onFault(error, name);
      }
    }
  }
  return [...families.values()].map(({ head, lines }) => head + lines.map((one) => `${one}\n`).join('')).join('');
}
