/**
 * Spans: what a process did for whom. libs/rpc and libs/http open one for each call and request; `startTracing` exports them. Until
 * then nothing of OpenTelemetry is loaded, and a span costs one look at a channel.
 */
export { inSpan, type OpenSpan, openSpan, type SpanStart } from './span.js';
export { startTracing } from './start-tracing.js';
export type { Tracing } from './tracing.js';
