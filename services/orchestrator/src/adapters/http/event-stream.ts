import type { ServerResponse } from 'node:http';
import { type Exchange, type IncomingRequest, RequestFault } from '@catalogsync/http';
import type { FeedEvent } from '../../core/console/event-ring.js';
import type { FeedMessage } from '../../core/console/live-feed.js';
import type { LiveParts } from './api-parts.js';
import type { ConsoleCall } from './console-route.js';

/** How long a browser waits before it reconnects, in milliseconds. */
const reconnectMs = 2000;

/** One message on the wire (HTML Living Standard, section 9.2). JSON text has no line breaks. @internal for tests */
export function printMessage(message: FeedMessage): string {
  switch (message.kind) {
    case 'event':
      return `id: ${message.event.id}\nevent: snapshot\ndata: ${message.event.data}\n\n`;
    case 'resync':
      return `event: resync\ndata: ${JSON.stringify({ reason: message.reason })}\n\n`;
    case 'heartbeat':
      return ': heartbeat\n\n';
  }
}

/** The live state as server-sent events (behaviour 124). */
export class EventStream {
  private readonly open = new Map<string, number>();
  /** An event is written and encoded once for all readers. */
  private readonly frames = new WeakMap<FeedEvent, Buffer>();

  constructor(
    private readonly parts: LiveParts,
    /** Checked at each heartbeat: a login may end while the stream is open. */
    private readonly isStillKnown: (request: IncomingRequest) => Promise<boolean>,
  ) {}

  /**
   * Writes until the client disconnects, its login ends, or the feed is closed.
   * @throws Fault `rate_limited` when there are too many streams
   */
  async serve({ request, caller: { actor } }: ConsoleCall, { response, takeOver }: Exchange): Promise<undefined> {
    const leave = this.enter(actor.actor);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    takeOver(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      // A buffering proxy would hold events back.
      'x-accel-buffering': 'no',
    });
    try {
      await this.write(request, response, gone.signal);
    } catch (error) {
      // The response has begun, so no problem can be sent; the client reconnects and gets it then.
      this.parts.onFault(error);
    } finally {
      leave();
      response.end();
    }
  }

  private async write(request: IncomingRequest, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const lastEventId = request.headers['last-event-id'];
    await this.send(response, `retry: ${reconnectMs}\n\n`, gone);
    for await (const message of this.parts.feed.follow(typeof lastEventId === 'string' ? lastEventId : undefined, gone)) {
      if (message.kind === 'heartbeat' && !(await this.isStillKnown(request))) break;
      await this.send(response, this.frameOf(message), gone);
    }
  }

  private frameOf(message: FeedMessage): Buffer | string {
    if (message.kind !== 'event') return printMessage(message);
    let frame = this.frames.get(message.event);
    if (frame === undefined) {
      frame = Buffer.from(printMessage(message));
      this.frames.set(message.event, frame);
    }
    return frame;
  }

  /** Waits until the client has read everything; disconnects one that reads nothing. At most one message waits. */
  private async send(response: ServerResponse, text: Buffer | string, gone: AbortSignal): Promise<void> {
    if (gone.aborted || response.write(text)) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        response.removeListener('drain', end);
        gone.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(() => response.destroy(), this.parts.limits.stallMs);
      response.once('drain', end);
      gone.addEventListener('abort', end, { once: true });
    });
  }

  private enter(actor: string): () => void {
    const { streams, perActor } = this.parts.limits;
    const own = this.open.get(actor) ?? 0;
    const all = [...this.open.values()].reduce((sum, count) => sum + count, 0);
    if (own >= perActor || all >= streams) {
      throw new RequestFault('rate_limited', `there are ${own >= perActor ? own : all} streams already open`, {
        headers: { 'retry-after': '30' },
        hint: 'Close one of them first.',
      });
    }
    this.open.set(actor, own + 1);
    return () => {
      const left = (this.open.get(actor) ?? 1) - 1;
      if (left > 0) this.open.set(actor, left);
      else this.open.delete(actor);
    };
  }
}
