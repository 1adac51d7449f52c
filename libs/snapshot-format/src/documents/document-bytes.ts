import { DocumentPart } from './document-part.js';
import { coverCode, escapeCode, instantCode, phraseOf, rarePhraseOf } from './phrases.js';

/** Bytes below this one are marks: UTF-8 has them nowhere else. */
const firstText = 0x20;
/** More than a time of day and what a part writes beyond its end. */
const spareBytes = 64;

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
  /** The length of the output: asking an array for it costs a call. */
  private room = this.output.length;
  private readonly dates = new Map<number, DocumentPart>();

  /** @param coverOf the JSON of a cover by its id */
  constructor(private readonly coverOf: (coverId: number) => DocumentPart) {}

  /**
   * The result holds until the next call: new memory for each would make V8 look for garbage all the time. One loop over local
   * variables, since a call for each of a thousand marks takes a third of the time.
   */
  unpack(packed: Uint8Array): Uint8Array {
    const { length } = packed;
    let end = 0;
    this.makeRoom(length, end);
    let { output, view } = this;
    for (let at = 0; at < length; ) {
      const mark = packed[at++] ?? 0;
      if (mark >= firstText) {
        output[end++] = mark;
        continue;
      }
      let part = phraseParts[mark] ?? noPart;
      let time: number | undefined;
      if (mark === escapeCode) part = rareParts[packed[at++] ?? 0] ?? noPart;
      else if (mark > escapeCode) {
        let value = 0;
        for (; at < length; at++) {
          const digit = packed[at] ?? 0;
          if (digit < digit0 || digit > digit9) break;
          value = value * 10 + digit - digit0;
        }
        if (mark === coverCode) part = this.coverOf(value);
        else if (mark === instantCode) {
          const day = Math.floor(value / dayMs);
          part = this.dateOf(day);
          time = value - day * dayMs;
        }
      }
      const needed = end + part.length + length - at + spareBytes;
      if (needed > this.room) ({ output, view } = this.makeRoom(needed, end));
      end = part.copyTo(output, view, end);
      if (time !== undefined) end = writeTime(output, end, time);
    }
    return output.subarray(0, end);
  }

  /** The date, its quotation mark before it and the T after it: `toISOString` and its encoding cost more than a document. */
  private dateOf(day: number): DocumentPart {
    const known = this.dates.get(day);
    if (known !== undefined) return known;
    if (this.dates.size >= mostDates) this.dates.clear();
    const made = partOf(`"${new Date(day * dayMs).toISOString().slice(0, -13)}`);
    this.dates.set(day, made);
    return made;
  }

  /** @param end up to where the output is written */
  private makeRoom(needed: number, end: number): this {
    if (needed <= this.room) return this;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.output.subarray(0, end));
    this.output = larger;
    this.view = new DataView(larger.buffer);
    this.room = larger.length;
    return this;
  }
}

/** The rest of an instant: a time of day in milliseconds, as 12:34:56.789Z with the closing quotation mark. */
function writeTime(output: Uint8Array, end: number, time: number): number {
  const seconds = Math.floor(time / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  writeTwoDigits(output, end, hours, colon);
  writeTwoDigits(output, end + 3, minutes - 60 * hours, colon);
  writeTwoDigits(output, end + 6, seconds - 60 * minutes, point);
  const rest = time - 1_000 * seconds;
  const hundreds = Math.floor(rest / 100);
  output[end + 9] = digit0 + hundreds;
  writeTwoDigits(output, end + 10, rest - 100 * hundreds, zulu);
  output[end + 13] = quote;
  return end + 14;
}

function writeTwoDigits(output: Uint8Array, end: number, value: number, after: number): void {
  const tens = Math.floor(value / 10);
  output[end] = digit0 + tens;
  output[end + 1] = digit0 + value - 10 * tens;
  output[end + 2] = after;
}
