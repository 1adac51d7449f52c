export interface StreamLimits {
  /** Streams at once. */
  readonly total: number;
  /** Streams at once for one client; undefined for no limit of its own. */
  readonly perClient: number | undefined;
}

/** Limits open streams: a NAS has one disk, and too many readers starve each other. */
export class StreamLimit {
  private open = 0;
  private readonly byClient = new Map<string, number>();

  constructor(private readonly limits: StreamLimits) {}

  /** Returns a function that frees the slot (calling it again does nothing), or the limit that is reached. */
  take(client: string): (() => void) | 'full' | 'client_full' {
    if (this.open >= this.limits.total) return 'full';
    const own = this.byClient.get(client) ?? 0;
    if (this.limits.perClient !== undefined && own >= this.limits.perClient) return 'client_full';
    this.open += 1;
    this.byClient.set(client, own + 1);
    let held = true;
    return () => {
      if (held) this.release(client);
      held = false;
    };
  }

  /** Streams open now. */
  get count(): number {
    return this.open;
  }

  private release(client: string): void {
    this.open -= 1;
    const left = (this.byClient.get(client) ?? 1) - 1;
    if (left > 0) this.byClient.set(client, left);
    else this.byClient.delete(client);
  }
}
