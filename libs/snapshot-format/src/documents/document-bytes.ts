import { coverCode, escapeCode, instantCode, phraseOf, rarePhraseOf } from './phrases.js';

/** Bytes below this one are marks: UTF-8 has them nowhere else. */
const firstText = 0x20;
/** Longer than any phrase, instant or cover. */
const longestPart = 1_024;

const dayMs = 86_400_000;
const [colon, point, zulu, quote] = [0x3a, 0x2e, 0x5a, 0x22];

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const encoder = new TextEncoder();
const encoded = (text: string | undefined): Uint8Array => encoder.encode(text ?? '');

const phraseBytes = Array.from({ length: firstText }, (_, code) => encoded(phraseOf[code]));
const rareBytes = Array.from({ length: 0x80 }, (_, code) => encoded(rarePhraseOf(code)));

/**
 * Unpacks stored documents from bytes to bytes, one or many with commas between them: an answer is never a string on its way
 * from the database to the network.
 */
export class DocumentBytes {
  private output = new Uint8Array(64 * 1_024);
  private end = 0;
  /** The last date that was written, and its day since 1970. */
  private date: Uint8Array = new Uint8Array();
  private day = -1;

  /** @param coverOf the JSON of a cover by its id */
  constructor(private readonly coverOf: (coverId: number) => Uint8Array) {}

  unpack(packed: Uint8Array): Uint8Array {
    this.end = 0;
    let at = 0;
    while (at < packed.length) {
      at = this.copyText(packed, at);
      if (at < packed.length) at = this.expand(packed, at);
    }
    return this.output.slice(0, this.end);
  }

  /** Copies up to the next mark, and returns its place. */
  private copyText(packed: Uint8Array, from: number): number {
    this.makeRoom(packed.length - from);
    const { output } = this;
    let { end } = this;
    let at = from;
    for (let byte = packed[at]; byte !== undefined && byte >= firstText; byte = packed[at]) {
      output[end++] = byte;
      at++;
    }
    this.end = end;
    return at;
  }

  /** Writes what the mark at this place stands for, and returns the place after it. */
  private expand(packed: Uint8Array, at: number): number {
    const mark = packed[at] ?? 0;
    if (mark === escapeCode) {
      this.append(rareBytes[packed[at + 1] ?? 0]);
      return at + 2;
    }
    if (mark !== instantCode && mark !== coverCode) {
      this.append(phraseBytes[mark]);
      return at + 1;
    }
    let end = at + 1;
    let value = 0;
    for (; isDigit(packed[end]); end++) value = value * 10 + (packed[end] ?? 0) - 0x30;
    if (mark === coverCode) this.append(this.coverOf(value));
    else this.appendInstant(value);
    return end;
  }

  /** Tracks that came on one day share the date, and the rest is digits: `toISOString` and its encoding cost more than a document. */
  private appendInstant(milliseconds: number): void {
    const day = Math.floor(milliseconds / dayMs);
    if (day !== this.day) {
      this.date = encoded(`"${new Date(day * dayMs).toISOString().slice(0, -13)}`);
      this.day = day;
    }
    this.append(this.date);
    const time = milliseconds - day * dayMs;
    this.appendDigits(Math.floor(time / 3_600_000), 2, colon);
    this.appendDigits(Math.floor(time / 60_000) % 60, 2, colon);
    this.appendDigits(Math.floor(time / 1_000) % 60, 2, point);
    this.appendDigits(time % 1_000, 3, zulu);
    this.output[this.end++] = quote;
  }

  private appendDigits(value: number, digits: number, after: number): void {
    const { output } = this;
    let rest = value;
    for (let place = this.end + digits - 1; place >= this.end; place--) {
      output[place] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    output[this.end + digits] = after;
    this.end += digits + 1;
  }

  private append(part: Uint8Array | undefined): void {
    if (part === undefined) return;
    this.makeRoom(part.length);
    const { output } = this;
    let { end } = this;
    // Parts are some ten bytes long: `set` costs more.
    for (let at = 0; at < part.length; at++) output[end++] = part[at] ?? 0;
    this.end = end;
  }

  private makeRoom(bytes: number): void {
    const needed = this.end + bytes + longestPart;
    if (needed <= this.output.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.output.subarray(0, this.end));
    this.output = larger;
  }
}
