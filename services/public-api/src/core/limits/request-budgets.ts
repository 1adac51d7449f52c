/** How often somebody may ask. */
export interface Rate {
  readonly perMinute: number;
  /** Requests at once, after a pause; at most those of a minute. */
  readonly burst: number;
}

/** What one request leaves. */
export interface Budget {
  readonly allowed: boolean;
  /** Requests that would be allowed at once now. */
  readonly left: number;
  /** Until as many are allowed as after a long pause. */
  readonly fullInMs: number;
  /** Until the next one is allowed, if this one is not. */
  readonly nextInMs: number;
}

const minuteMs = 60_000;

/**
 * Counts requests by who sends them. Of each it keeps one number: when its budget is full again, which moves on by the share of one
 * request each time (the generic cell rate algorithm of ATM). Who has not asked for long needs no number, so two generations
 * are enough: when the younger one is full, the older one is forgotten. A flood of senders costs bounded memory, and gives those
 * that it pushes out no more than a full budget.
 */
export class RequestBudgets {
  private younger = new Map<string, number>();
  private older = new Map<string, number>();

  /** @param most senders of one generation */
  constructor(private readonly most: number) {}

  /** Senders that are known now. */
  get size(): number {
    return this.younger.size + this.older.size;
  }

  /** @param now in milliseconds */
  take(sender: string, { perMinute, burst }: Rate, now: number): Budget {
    const share = minuteMs / perMinute;
    const room = burst * share;
    const fullAt = Math.max(this.younger.get(sender) ?? this.older.get(sender) ?? 0, now);
    const wanted = fullAt + share - now;
    const allowed = wanted <= room;
    const owed = allowed ? wanted : fullAt - now;
    // Also of who is refused: the flood must not push out those that go on asking.
    this.keep(sender, now + owed);
    // The sum of many shares is not exact.
    const left = Math.max(0, Math.floor((room - owed) / share + 1e-6));
    return { allowed, left, fullInMs: owed, nextInMs: allowed ? 0 : wanted - room };
  }

  /** Undoes an allowed `take`. */
  giveBack(sender: string, { perMinute }: Rate): void {
    const fullAt = this.younger.get(sender);
    if (fullAt !== undefined) this.younger.set(sender, fullAt - minuteMs / perMinute);
  }

  private keep(sender: string, fullAt: number): void {
    this.younger.set(sender, fullAt);
    if (this.younger.size < this.most) return;
    this.older = this.younger;
    this.younger = new Map();
  }
}
