import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerRoom } from './answer-room.js';
import { type DirectAnswer, fieldLines, oneWrite } from './direct-answer.js';
import type { DirectRoutes } from './direct-routes.js';
import { UsualRequests } from './usual-request.js';

/**
 * Answers direct routes on the bare connection: of a point read, Node's own messages take half the time, with two streams, their
 * events and a head that is put together field by field. This knows usual requests only, each whole and alone. With the first
 * one that is anything else the connection goes over to Node for good, together with what was read. So every other rule of
 * HTTP, every refusal and every limit stays where it is.
 */
export class DirectConnections {
  private readonly open = new Set<DirectConnection>();
  private isDraining = false;

  /** @param requestMs the first request must begin within this time */
  constructor(
    private readonly server: Server,
    private readonly routes: DirectRoutes,
    private readonly requestMs: number,
  ) {
    const { keepAliveTimeout } = server;
    const keepAlive = { ms: keepAliveTimeout, fields: keepAliveFields(keepAliveTimeout) };
    const toNode = server.listeners('connection') as ((socket: Socket) => void)[];
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      const answer: DirectRoutes['answer'] = (...request) => (this.isDraining ? undefined : this.routes.answer(...request));
      const connection = new DirectConnection(socket, answer, keepAlive);
      this.open.add(connection);
      connection.begin({
        firstMs: this.requestMs,
        onSilence: () => this.server.emit('clientError', timedOut(), socket),
        onEnd: () => this.open.delete(connection),
        toNode: () => {
          for (const listener of toNode) listener.call(server, socket);
        },
      });
    });
  }

  /** Hands each connection to Node with its next request: the answer ends it. */
  drain(): void {
    this.isDraining = true;
  }

  /** Ends all of them: each waits for a request. What is still being sent is sent, unless `cut` comes first. */
  close(): void {
    for (const { socket } of this.open) socket.destroySoon();
  }

  cut(): void {
    for (const { socket } of this.open) socket.destroy();
  }
}

interface Beginning {
  readonly firstMs: number;
  /** No request came in time. */
  onSilence(): void;
  /** The connection is closed, or Node's. */
  onEnd(): void;
  toNode(): void;
}

/** Longer heads are not read here. */
const longestHead = 4_096;
/** Node waits that much longer than it says, since a request may be on its way. */
const graceMs = 1_000;

class DirectConnection {
  private readonly requests = new UsualRequests(longestHead);
  private hasAnswered = false;

  constructor(
    readonly socket: Socket,
    private readonly answerTo: DirectRoutes['answer'],
    private readonly keepAlive: { readonly ms: number; readonly fields: string },
  ) {}

  begin({ firstMs, onSilence, onEnd, toNode }: Beginning): void {
    const { socket } = this;
    const listeners = {
      data: (bytes: Buffer): void => {
        if (this.answered(bytes)) return;
        for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
        onEnd();
        socket.setTimeout(0).pause();
        toNode();
        socket.unshift(bytes);
        socket.resume();
      },
      timeout: (): void => {
        if (!this.hasAnswered) onSilence();
        socket.destroySoon();
      },
      end: (): void => void socket.end(),
      // What follows is `close`.
      error: (): void => undefined,
      close: onEnd,
    };
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    socket.setTimeout(firstMs);
  }

  private answered(bytes: Buffer): boolean {
    // From a client that does not take its answers, Node reads no further.
    const request = this.socket.writableLength === 0 ? this.requests.read(bytes) : undefined;
    const answer = request && this.answerTo(request.url, request.headers, this.socket.remoteAddress);
    if (answer === undefined) return false;
    this.write(answer);
    if (!this.hasAnswered) {
      this.hasAnswered = true;
      this.socket.setTimeout(this.keepAlive.ms + graceMs);
    }
    return true;
  }

  private write({ head, body, more }: DirectAnswer): void {
    const { socket } = this;
    const length = body === undefined ? '' : `content-length: ${body.length}\r\n`;
    const own = more === undefined ? '' : fieldLines(more);
    const start = `${head.text}${own}${length}${dateField()}${this.keepAlive.fields}`;
    const text = body && oneWrite(body);
    if (body === undefined || text !== undefined) {
      socket.write(start + (text ?? ''), 'latin1');
      return;
    }
    // Copied behind its head: two parts in one write cost a page of playlists a tenth.
    const whole = answerRoom.take(start.length + body.length);
    whole.write(start, 'latin1');
    whole.set(body, start.length);
    socket.write(whole);
    if (socket.writableLength > 0) answerRoom.giveAway();
  }
}

/** The last fields of a head. */
const keepAliveFields = (ms: number): string => `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(ms / 1_000)}\r\n\r\n`;

/** As Node says it of a request that takes too long. */
const timedOut = (): Error => Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

let second = 0;
let dateText = '';

/** Made once a second. */
function dateField(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    dateText = `Date: ${new Date(now * 1_000).toUTCString()}\r\n`;
  }
  return dateText;
}
