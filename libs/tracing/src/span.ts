import { channel } from 'node:diagnostics_channel';

/** What is known of a piece of work when it begins. */
export interface SpanStart {
  /** Of a bounded set: a route or a method, never an address or an id. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  /** `traceparent` (W3C Trace Context) of the caller, unread; absent: what this process is doing. */
  readonly parent?: string | undefined;
  /** The parent is a stranger's: it may name the trace, but not decide whether it is kept. */
  readonly isOfStranger?: boolean;
  readonly attributes?: SpanAttributes;
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** The side of a span that the exporter keeps. */
interface RecordedSpan {
  /** For whom this work asks; W3C Trace Context. */
  readonly traceparent: string;
  /** @param fault code of the fault it ended with */
  end(attributes: SpanAttributes, fault: string | undefined): void;
}

/** A span on its way to whoever listens, who completes it. */
export interface SpanMessage extends SpanStart {
  recorded?: RecordedSpan;
}

/**
 * Who exports spans listens here (`bindStore`), and so learns what belongs to what. With nobody listening a span costs one look, and
 * nothing of OpenTelemetry is loaded.
 */
export const spans = channel('catalogsync.span');

/** A piece of work that has begun. */
export class OpenSpan {
  constructor(private readonly message: SpanMessage) {
    this.run(() => undefined);
  }

  /** Undefined if nobody listens any more. */
  get traceparent(): string | undefined {
    return this.message.recorded?.traceparent;
  }

  /** What begins inside, now or later, is part of this one. */
  run<T>(work: () => T): T {
    return spans.runStores(this.message, work);
  }

  end(attributes: SpanAttributes = {}, fault?: string): void {
    this.message.recorded?.end(attributes, fault);
  }
}

/** Begins a span; undefined if nobody listens, and `start` is then not asked. The caller ends it. */
export function openSpan(start: () => SpanStart): OpenSpan | undefined {
  return spans.hasSubscribers ? new OpenSpan({ ...start() }) : undefined;
}

/**
 * Does a piece of work as a span of its own.
 * @param codeOf the fault code of what `work` throws
 */
export async function inSpan<T>(start: () => SpanStart, work: () => Promise<T>, codeOf: (error: unknown) => string): Promise<T> {
  const span = openSpan(start);
  if (span === undefined) return work();
  try {
    const result = await span.run(work);
    span.end();
    return result;
  } catch (error) {
    span.end({}, codeOf(error));
    throw error;
  }
}
