import { DocumentPart } from './document-part.js';
import { coverCode, escapeCode, instantCode, phraseOf, rarePhraseOf } from './phrases.js';

/** Bytes below this one are marks: UTF-8 has them nowhere else. */
const firstText = 0x20;
/** Longer than any phrase, instant or cover. */
const longestPart = 1_024;

const dayMs = 86_400_000;
/** Dates that are kept: those of eleven years. */
const mostDates = 4_096;
const [digit0, digit9] = [0x30, 0x39];
const [colon, point, zulu, quote] = [0x3a, 0x2e, 0x5a, 0x22];

const encoder = new TextEncoder();
const partOf = (text: string | undefined): DocumentPart => new DocumentPart(encoder.encode(text ?? ''));

const phraseParts = Array.from({ length: firstText }, (_, code) => partOf(phraseOf[code]));
const rareParts = Array.from({ length: 0x80 }, (_, code) => partOf(rarePhraseOf(code)));
const noPart = partOf('');

/**
 * Unpacks stored documents from bytes to bytes, one or many with commas between them: an answer is never a string on its way
 * from the database to the network.
 */
export class DocumentBytes {
  private output = new Uint8Array(64 * 1_024);
  private view = new DataView(this.output.buffer);
  private end = 0;
  private readonly dates = new Map<number, DocumentPart>();

  /** @param coverOf the JSON of a cover by its id */
  constructor(private readonly coverOf: (coverId: number) => DocumentPart) {}

  /** The result holds until the next call: new memory for each would make V8 look for garbage all the time. */
  unpack(packed: Uint8Array): Uint8Array {
    this.end = 0;
    let at = 0;
    while (at < packed.length) {
      at = this.copyText(packed, at);
      if (at < packed.length) at = this.expand(packed, at);
    }
    return this.output.subarray(0, this.end);
  }

  /** Copies up to the next mark, and returns its place. */
  private copyText(packed: Uint8Array, from: number): number {
    this.makeRoom(packed.length - from);
    const { output } = this;
    let { end } = this;
    let at = from;
    for (; at < packed.length; at++) {
      const byte = packed[at] ?? 0;
      if (byte < firstText) break;
      output[end++] = byte;
    }
    this.end = end;
    return at;
  }

  /** Writes what the mark at this place stands for, and returns the place after it. */
  private expand(packed: Uint8Array, at: number): number {
    const mark = packed[at] ?? 0;
    if (mark < escapeCode) {
      this.append(phraseParts[mark]);
      return at + 1;
    }
    if (mark === escapeCode) {
      this.append(rareParts[packed[at + 1] ?? 0]);
      return at + 2;
    }
    let end = at + 1;
    let value = 0;
    for (; end < packed.length; end++) {
      const byte = packed[end] ?? 0;
      if (byte < digit0 || byte > digit9) break;
      value = value * 10 + byte - digit0;
    }
    if (mark === coverCode) this.append(this.coverOf(value));
    else if (mark === instantCode) this.appendInstant(value);
    return end;
  }

  /** The rest of an instant is digits: `toISOString` and its encoding cost more than a document. */
  private appendInstant(milliseconds: number): void {
    const day = Math.floor(milliseconds / dayMs);
    this.append(this.dateOf(day));
    const time = milliseconds - day * dayMs;
    const seconds = Math.floor(time / 1_000);
    this.appendTwoDigits(Math.floor(seconds / 3_600), colon);
    this.appendTwoDigits(Math.floor(seconds / 60) % 60, colon);
    this.appendTwoDigits(seconds % 60, point);
    const rest = time % 1_000;
    this.output[this.end++] = digit0 + Math.floor(rest / 100);
    this.appendTwoDigits(rest % 100, zulu);
    this.output[this.end++] = quote;
  }

  /** The date, its quotation mark before it and the T after it. */
  private dateOf(day: number): DocumentPart {
    const known = this.dates.get(day);
    if (known !== undefined) return known;
    if (this.dates.size >= mostDates) this.dates.clear();
    const made = partOf(`"${new Date(day * dayMs).toISOString().slice(0, -13)}`);
    this.dates.set(day, made);
    return made;
  }

  private appendTwoDigits(value: number, after: number): void {
    const { output, end } = this;
    output[end] = digit0 + Math.floor(value / 10);
    output[end + 1] = digit0 + (value % 10);
    output[end + 2] = after;
    this.end = end + 3;
  }

  private append(part: DocumentPart = noPart): void {
    this.makeRoom(part.length);
    this.end = part.copyTo(this.output, this.view, this.end);
  }

  private makeRoom(bytes: number): void {
    const needed = this.end + bytes + longestPart;
    if (needed <= this.output.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.output.subarray(0, this.end));
    this.output = larger;
    this.view = new DataView(larger.buffer);
  }
}
