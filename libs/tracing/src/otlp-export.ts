import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@catalogsync/runtime';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SpanRecorder } from './span-recorder.js';
import type { Tracing, TracingSettings } from './tracing.js';

/** Spans that wait to be sent; further ones are dropped. About 2 MB. */
const queued = 2_048;
const batch = 512;
const everyMs = 2_000;
/** A collector that does not answer keeps nothing but its own batch. */
const answerMs = 3_000;
/** A fault of the collector is told this often at most. */
const tellEveryMs = 60_000;

/** The same exporter, telling what fails: the SDK would be silent. */
class ToldExporter implements SpanExporter {
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly address: string,
    private readonly log: Logger,
  ) {}

  export(...[spans, done]: Parameters<SpanExporter['export']>): void {
    this.exporter.export(spans, (result) => {
      if (result.code !== 0) this.tell(result.error, spans.length);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private tell(err: unknown, lost: number): void {
    const now = performance.now();
    if (now - this.toldAt < tellEveryMs) return;
    this.toldAt = now;
    this.log.warn({ err, address: this.address, lost }, 'traces could not be sent');
  }
}

/** Sends spans to a collector by OTLP over HTTP. */
export function exportSpans(settings: TracingSettings, log: Logger): Tracing {
  const url = `${settings.endpoint}/v1/traces`;
  const told = new ToldExporter(new OTLPTraceExporter({ url, headers: settings.headers, timeoutMillis: answerMs }), url, log);
  const processor = new BatchSpanProcessor({
    ...{ exporter: told, maxQueueSize: queued, maxExportBatchSize: batch },
    ...{ scheduledDelayMillis: everyMs, exportTimeoutMillis: answerMs },
  });
  const ratio = new TraceIdRatioBasedSampler(settings.ratio);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.serviceName, 'service.version': settings.version }),
    sampler: new ParentBasedSampler({ root: ratio }),
    spanProcessors: [processor],
  });
  const isKept = (traceId: string): boolean => ratio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  const recorder = new SpanRecorder(provider.getTracer('catalogsync', settings.version), isKept);
  recorder.listen();
  return {
    ids: () => recorder.ids(),
    async stop(withinMs) {
      recorder.unlisten();
      // What cannot be sent by then is lost: traces are not worth waiting for.
      const sent = provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'the last traces could not be sent'));
      await Promise.race([sent, sleep(withinMs, undefined, { ref: false })]);
    },
  };
}
