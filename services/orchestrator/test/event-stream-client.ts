import { type IncomingMessage, request } from 'node:http';

export interface StreamEvent {
  readonly id: string | undefined;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test checks what it reads from an event.
  readonly data: any;
}

/** A client for server-sent events that reads only when told to and can leave at any moment. */
export class StreamClient {
  readonly events: StreamEvent[] = [];
  heartbeats = 0;
  ended = false;
  private rest = '';
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly response: IncomingMessage,
    private readonly leave: () => void,
  ) {
    response.setEncoding('utf8');
    const end = (): void => {
      this.ended = true;
      this.tell();
    };
    response.once('close', end).once('error', end);
  }

  static open(url: string, headers: Record<string, string>): Promise<StreamClient> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers }, (response) => resolve(new StreamClient(response, () => asked.destroy())));
      // Leaving raises a socket error; the promise is settled by then.
      asked.on('error', reject);
      asked.end();
    });
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get lastId(): string | undefined {
    return this.events.findLast(({ id }) => id !== undefined)?.id;
  }

  read(): this {
    this.response.on('data', (chunk: string) => {
      const blocks = (this.rest + chunk).split('\n\n');
      this.rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
      this.tell();
    });
    return this;
  }

  async until(wanted: (client: StreamClient) => boolean): Promise<void> {
    while (!wanted(this)) {
      if (this.ended) throw new Error(`the stream ended; ${JSON.stringify(this.events.slice(-3)).slice(0, 500)}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  close(): void {
    this.leave();
  }

  private take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(': ') + 2)]),
    );
    if (block.startsWith(':')) this.heartbeats += 1;
    const data = fields.get('data');
    if (data !== undefined) this.events.push({ id: fields.get('id'), type: fields.get('event') ?? 'message', data: JSON.parse(data) });
  }

  private tell(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
