import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type SpanMessage, spans } from './span.js';
import { printTraceParent, readTraceParent } from './trace-parent.js';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** Turns the spans of this process into those of a tracer, and knows which one a line of the log belongs to. */
export class SpanRecorder {
  private readonly store = new AsyncLocalStorage<Context>();
  private readonly contexts = new WeakMap<SpanMessage, Context>();

  /** @param isKept whether a trace that begins here is kept, by its id */
  constructor(
    private readonly tracer: Tracer,
    private readonly isKept: (traceId: string) => boolean,
  ) {}

  listen(): void {
    spans.bindStore(this.store, (message) => this.contextOf(message as SpanMessage));
  }

  unlisten(): void {
    spans.unbindStore(this.store);
  }

  /** For a line of the log. */
  ids(): { readonly trace_id?: string; readonly span_id?: string } {
    const context = trace.getSpan(this.store.getStore() ?? ROOT_CONTEXT)?.spanContext();
    return context === undefined || !isSpanContextValid(context) ? {} : { trace_id: context.traceId, span_id: context.spanId };
  }

  private contextOf(message: SpanMessage): Context {
    const known = this.contexts.get(message);
    if (known !== undefined) return known;
    const { name, kind, attributes = {} } = message;
    const above = this.above(message);
    const span = this.tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes } }, above);
    message.recorded = {
      traceparent: printTraceParent(span.spanContext()),
      end: (more, fault) => {
        span.setAttributes({ ...more });
        if (fault !== undefined) span.setAttribute('catalogsync.fault', fault).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
    const context = trace.setSpan(above, span);
    this.contexts.set(message, context);
    return context;
  }

  private above({ parent, isOfStranger = false }: SpanMessage): Context {
    const remote = readTraceParent(parent);
    if (remote === undefined) return this.store.getStore() ?? ROOT_CONTEXT;
    return trace.setSpanContext(ROOT_CONTEXT, isOfStranger ? this.decidedHere(remote) : remote);
  }

  private decidedHere(remote: SpanContext): SpanContext {
    return { ...remote, traceFlags: this.isKept(remote.traceId) ? TraceFlags.SAMPLED : TraceFlags.NONE };
  }
}
