const FIRST_BYTES = 1 << 12;
/** The longest number: 53 bits. */
export const NUMBER_BYTES = 8;

/** Writes a number as seven bits a byte, low bits first, the high bit set on all but the last byte; returns the next place. */
export function writeNumber(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest >= 0x80) {
    bytes[at++] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[at++] = rest;
  return at;
}

/** One list of ascending ids, the form in which lists are written: the first, and as bytes the distance of each to the one before. */
export class IdList {
  firstId = 0;
  /** Of the distances. */
  length = 0;
  bytes = new Uint8Array(FIRST_BYTES);
  private last = 0;

  /** Begins another list. */
  start(id: number): void {
    this.firstId = id;
    this.last = id;
    this.length = 0;
  }

  /** Adds an id; adding the last one again changes nothing. */
  add(id: number): void {
    if (id === this.last) return;
    this.room(NUMBER_BYTES);
    this.length = writeNumber(this.bytes, this.length, id - this.last);
    this.last = id;
  }

  /** Makes room for so many more bytes. */
  room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const bytes = new Uint8Array(2 * (this.length + more));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
  }
}

/** Lists that are complete. */
export interface TokenLists {
  /** Of all lists; undefined if there is none. */
  readonly firstId: number | undefined;
  readonly lastId: number;
  /** Calls back for each token in ascending order. The list is reused. */
  visitLists(visit: (token: number, list: IdList) => void): void;
}
