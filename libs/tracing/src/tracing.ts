export interface TracingSettings {
  /** Of the collector, without `/v1/traces` and without a trailing slash. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  /** Share of the traces that are kept, 0 to 1. */
  readonly ratio: number;
}

/** Traces that are being exported. */
export interface Tracing {
  /** Ids of the span that runs now, for a line of the log; empty outside of any. */
  ids(): { readonly trace_id?: string; readonly span_id?: string };
  /** Sends what waits, within this time in milliseconds. */
  stop(withinMs: number): Promise<void>;
}
