import type { Logger } from '@catalogsync/runtime';
import type { Tracing, TracingSettings } from './tracing.js';

/** Begins to export spans. The SDK costs 40 MB of memory, so it is loaded only here. */
export async function startTracing(settings: TracingSettings, log: Logger): Promise<Tracing> {
  const { exportSpans } = await import('./otlp-export.js');
  return exportSpans(settings, log);
}
