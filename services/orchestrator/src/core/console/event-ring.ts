/** One event of the live stream. Its id names this run of the program and the event's position in it. */
export interface FeedEvent {
  readonly id: string;
  readonly seq: number;
  /** JSON text. */
  readonly data: string;
}

/** Where a reader resumes: after `seq`, or from scratch because missed events are gone. */
export type Place =
  | { readonly kind: 'behind'; readonly seq: number }
  | { readonly kind: 'resync'; readonly reason: 'unknown_id' | 'other_process' | 'too_old' };

const idForm = /^([0-9a-z]{1,32})-(\d{1,15})$/;

/** The parts of an event id; undefined for text that is none. @internal for tests */
export function parseEventId(text: string): { readonly epoch: string; readonly seq: number } | undefined {
  const [, epoch, seq] = idForm.exec(text) ?? [];
  if (epoch === undefined || seq === undefined || String(Number(seq)) !== seq) return undefined;
  return { epoch, seq: Number(seq) };
}

export interface RingLimits {
  readonly events: number;
  /** Total size of their texts in UTF-16 units. */
  readonly characters: number;
}

/** The newest events, for readers that were briefly disconnected. Bounded in number and size. */
export class EventRing {
  private events: FeedEvent[] = [];
  private characters = 0;
  private last = 0;

  /** @param epoch lower-case letters and digits, different at each start of the program */
  constructor(
    private readonly epoch: string,
    private readonly limits: RingLimits,
  ) {}

  /** The newest one is kept whatever its size. */
  append(data: string): FeedEvent {
    this.last += 1;
    const event = { id: `${this.epoch}-${this.last}`, seq: this.last, data };
    this.events.push(event);
    this.characters += data.length;
    while (this.events.length > 1 && (this.events.length > this.limits.events || this.characters > this.limits.characters)) {
      this.characters -= this.events.shift()?.data.length ?? 0;
    }
    return event;
  }

  get lastSeq(): number {
    return this.last;
  }

  get newest(): FeedEvent | undefined {
    return this.events.at(-1);
  }

  /** Drops all events: there is a gap that no reader may cross. */
  forget(): void {
    this.events = [];
    this.characters = 0;
    this.last += 1;
  }

  /** The position after the event that a reader saw last. */
  placeBehind(lastEventId: string): Place {
    const id = parseEventId(lastEventId);
    if (id === undefined) return { kind: 'resync', reason: 'unknown_id' };
    if (id.epoch !== this.epoch) return { kind: 'resync', reason: 'other_process' };
    if (id.seq > this.last) return { kind: 'resync', reason: 'unknown_id' };
    return this.after(id.seq) === 'gone' ? { kind: 'resync', reason: 'too_old' } : { kind: 'behind', seq: id.seq };
  }

  /** The event after `seq`; undefined at the end, `gone` if no longer kept. */
  after(seq: number): FeedEvent | 'gone' | undefined {
    if (seq === this.last) return undefined;
    const oldest = this.events[0]?.seq ?? this.last + 1;
    return this.events[seq + 1 - oldest] ?? 'gone';
  }
}
