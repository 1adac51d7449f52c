import type { LinkState, LiveMessage } from './live-messages.js';

/** After a refusal the stream is asked for again, in milliseconds. */
const retryRefusedMs = 10_000;
/** After this long without an event the server is asked whether it is there, in milliseconds: a host that went away closes no connection. */
const longestSilenceMs = 40_000;
const answerWithinMs = 10_000;

/** One connection to the live stream; it comes back by itself until it is closed. */
export class LiveLink {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: LinkState = 'connecting';
  private last: string | undefined;

  constructor(
    private readonly url: string,
    private readonly tell: (message: LiveMessage) => void,
  ) {
    this.open();
  }

  /** For a page that joins late: where things stand. */
  standing(): LiveMessage[] {
    const state: LiveMessage = { kind: 'state', state: this.state };
    return this.last === undefined ? [state] : [state, { kind: 'snapshot', text: this.last }];
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  private open(): void {
    const source = new EventSource(this.url);
    this.source = source;
    source.addEventListener('open', () => this.is('live'));
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      this.last = data;
      this.is('live');
      this.tell({ kind: 'snapshot', text: data });
    });
    source.addEventListener('resync', () => this.tell({ kind: 'resync' }));
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return this.is('reconnecting');
      this.is('refused');
      this.reopenIn(retryRefusedMs);
    });
  }

  private is(state: LinkState): void {
    if (state === 'live') this.lookIn(longestSilenceMs);
    if (state === this.state) return;
    this.state = state;
    this.tell({ kind: 'state', state });
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const answered = await fetch('/healthz', { signal: AbortSignal.timeout(answerWithinMs) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (this.source === undefined) return;
      if (answered) return this.lookIn(ms);
      this.is('reconnecting');
      this.reopenIn(0);
    }, ms);
  }

  private reopenIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.source?.close();
      this.open();
    }, ms);
  }
}
