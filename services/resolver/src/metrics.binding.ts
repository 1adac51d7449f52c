import type { MetricFamily, Sample } from '@catalogsync/runtime';
import type { CallTotals, SourceCalls } from './core/gate/source-calls.js';

/** What the resolver tells of its sources. Their names are those of the settings. */
export function resolverMetrics(calls: SourceCalls): readonly MetricFamily[] {
  const counter = (name: string, help: string, read: (source: string, totals: CallTotals) => Sample[]): MetricFamily => ({
    ...{ name, help, type: 'counter' },
    samples: () => [...calls.all()].flatMap(([source, { totals }]) => read(source, totals)),
  });
  const one = (source: string, value: number): Sample[] => [{ labels: { source }, value }];
  return [
    counter('catalogsync_source_calls_total', 'Calls to a source, questions and files.', (source, totals) => one(source, totals.calls)),
    counter('catalogsync_source_answers_total', 'Questions that a source answered.', (source, totals) => one(source, totals.answers)),
    counter('catalogsync_source_answer_seconds_total', 'Time that these answers took together.', (source, totals) =>
      one(source, totals.answerMs / 1000),
    ),
    counter('catalogsync_source_faults_total', 'Calls that failed by the fault of the source, by its code.', (source, { faults }) =>
      Array.from(faults, ([code, value]) => ({ labels: { source, code }, value })),
    ),
  ];
}
