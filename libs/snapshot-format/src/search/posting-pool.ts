import { IdList, type TokenLists } from './id-list.js';

/** Slots of the table, powers of two: initial and maximum. */
const FIRST_SLOTS = 1 << 12;
const MOST_SLOTS = 1 << 20;
/** Probing gets slow above this share of used slots. */
const MOST_USED = 0.7;
/** Numbers of a slot: token + 1 (0: free), last entry, where to write (0: only one entry so far), first slice. */
const WIDTH = 4;
/** Slices have this length and alignment; the last four bytes are the place of the next one. */
const SLICE = 16;
const LINK = SLICE - 4;
/** How far the ids of a pool may be apart: they are kept as distances to the first. */
const MOST_APART = 0x7fff_fff0;

/** Collects the ids of the entries of each token in memory: 16 bytes a token and about two bytes an entry. */
export class PostingPool implements TokenLists {
  private slots = new Int32Array(FIRST_SLOTS * WIDTH);
  private readonly bytes: Uint8Array;
  private used = SLICE;
  private tokens = 0;
  private first: number | undefined;
  /** The current id as a distance to the first. */
  private entry = 0;
  private changes = 0;

  /**
   * @param capacity bytes of lists at which the pool is full; the table takes up to 16 MiB more
   * @param room most distinct tokens of one entry: they always fit
   */
  constructor(
    private readonly capacity: number,
    private readonly room: number,
  ) {
    this.bytes = new Uint8Array(SLICE + capacity + room * 2 * SLICE);
  }

  get firstId(): number | undefined {
    return this.first;
  }

  get lastId(): number {
    return (this.first ?? 0) + this.entry;
  }

  /** Tokens added from now on belong to the entry with this id. Ids must ascend. */
  nextEntry(id: number): void {
    this.first ??= id;
    this.entry = id - this.first;
  }

  /** False if an entry might not fit: time to write the lists and clear the pool. */
  hasRoomFor(id: number): boolean {
    if (this.tokens + this.room > MOST_SLOTS * MOST_USED || this.used > this.capacity) return false;
    return this.first === undefined || id - this.first <= MOST_APART;
  }

  /** Changes whenever the places that `add` returns change. */
  get age(): number {
    return this.changes;
  }

  /** Adds a token to the current entry; adding it again changes nothing. Returns its place, for `addAt`. */
  add(token: number): number {
    const { slots, entry } = this;
    const slot = this.slotOf(token);
    if (slots[slot] !== 0) {
      this.addAt(slot);
      return slot;
    }
    slots[slot] = token + 1;
    slots[slot + 1] = entry;
    slots[slot + 3] = entry;
    if (++this.tokens <= (slots.length / WIDTH) * MOST_USED) return slot;
    this.grow();
    return this.slotOf(token);
  }

  /** Adds the token of a place: as `add`, without looking for it. */
  addAt(place: number): void {
    const { slots, entry } = this;
    const last = slots[place + 1] as number;
    if (last === entry) return;
    slots[place + 1] = entry;
    this.append(place, entry - last);
  }

  /** The slot of a token, or the free slot for it. */
  private slotOf(token: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (Math.imul(token, 0x9e3779b1) >>> 8) * WIDTH;
    for (;;) {
      slot &= mask;
      const found = slots[slot];
      if (found === token + 1 || found === 0) return slot;
      slot += WIDTH;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.changes++;
    this.slots = new Int32Array(old.length * 2);
    for (let from = 0; from < old.length; from += WIDTH) {
      const name = old[from] as number;
      if (name !== 0) this.slots.set(old.subarray(from, from + WIDTH), this.slotOf(name - 1));
    }
  }

  private append(slot: number, delta: number): void {
    const { slots, bytes } = this;
    let at = slots[slot + 2] as number;
    if (at === 0) {
      // The first entry was stored in the slot itself: now it opens the list.
      const first = slots[slot + 3] as number;
      at = this.allocate();
      slots[slot + 3] = at;
      at = this.writeNumber(at, first);
    }
    if (delta < 0x80 && (at & (SLICE - 1)) !== LINK) {
      bytes[at] = delta;
      slots[slot + 2] = at + 1;
      return;
    }
    slots[slot + 2] = this.writeNumber(at, delta);
  }

  private allocate(): number {
    const at = this.used;
    this.used += SLICE;
    return at;
  }

  /** Little-endian groups of seven bits; the high bit says that more follow. Returns the next position. */
  private writeNumber(from: number, value: number): number {
    let at = from;
    let rest = value;
    for (;;) {
      if ((at & (SLICE - 1)) === LINK) at = this.link(at);
      this.bytes[at++] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80;
      if (rest < 0x80) return at;
      rest >>>= 7;
    }
  }

  private link(at: number): number {
    const next = this.allocate();
    const { bytes } = this;
    bytes[at] = next;
    bytes[at + 1] = next >>> 8;
    bytes[at + 2] = next >>> 16;
    bytes[at + 3] = next >>> 24;
    return next;
  }

  visitLists(visit: (token: number, list: IdList) => void): void {
    const order = new Float64Array(this.tokens);
    let n = 0;
    for (let slot = 0; slot < this.slots.length; slot += WIDTH) {
      const name = this.slots[slot] as number;
      if (name !== 0) order[n++] = (name - 1) * MOST_SLOTS + slot / WIDTH;
    }
    order.sort();
    const list = new IdList();
    for (const key of order) {
      this.readList((key % MOST_SLOTS) * WIDTH, list);
      visit(Math.floor(key / MOST_SLOTS), list);
    }
  }

  private readList(slot: number, into: IdList): void {
    const { slots, bytes } = this;
    const first = this.first ?? 0;
    const end = slots[slot + 2] as number;
    let at = slots[slot + 3] as number;
    if (end === 0) {
      into.start(first + at);
      return;
    }
    // The first id is in the first slice, which has room for the longest number.
    let value = 0;
    let shift = 0;
    let byte = 0x80;
    for (; byte >= 0x80; shift += 7) {
      byte = bytes[at++] as number;
      value |= (byte & 0x7f) << shift;
    }
    into.start(first + value);
    this.copyBytes(at, end, into);
  }

  /** The distances are written as they are kept. */
  private copyBytes(from: number, end: number, into: IdList): void {
    const { bytes } = this;
    for (let at = from; at !== end; ) {
      if ((at & (SLICE - 1)) === LINK) at = this.linked(at);
      const stop = Math.min(end > at ? end : at + SLICE, (at & ~(SLICE - 1)) + LINK);
      into.room(SLICE);
      let to = into.length;
      while (at < stop) into.bytes[to++] = bytes[at++] as number;
      into.length = to;
    }
  }

  private linked(at: number): number {
    const { bytes } = this;
    return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
  }

  /** Clears everything for the next segment. */
  clear(): void {
    this.changes++;
    this.slots.fill(0);
    this.used = SLICE;
    this.tokens = 0;
    this.first = undefined;
    this.entry = 0;
  }
}
