import { coverCode, escapeCode, instantCode, phraseOf, rarePhraseOf } from './phrases.js';

/** Codes below this one are marks. */
const firstText = 0x20;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** A picture as the public API shows it, from a row of `catalog_covers`. */
export interface CoverRow {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly color: string;
  readonly thumbhash: Uint8Array;
}

/** The JSON of a picture. */
export function coverJson({ hash, width, height, color, thumbhash }: CoverRow): string {
  return JSON.stringify({ hash, width, height, color, thumbhash: btoa(String.fromCharCode(...thumbhash)) });
}

/** Reads the documents of a snapshot (`catalog_track_documents` and the like). */
export class DocumentReader {
  /** @param coverOf the JSON of a cover by its id; keep what it made, because the songs of an album share one */
  constructor(private readonly coverOf: (coverId: number) => string) {}

  /** The JSON of a stored document. Text without marks is returned as it is. */
  text(document: string): string {
    let text = '';
    let begin = 0;
    const { length } = document;
    for (let at = 0; at < length; at++) {
      const code = document.charCodeAt(at);
      if (code >= firstText) continue;
      if (at > begin) text += document.slice(begin, at);
      if (code === escapeCode) text += rarePhraseOf(document.charCodeAt(++at)) ?? '';
      else if (code === instantCode || code === coverCode) {
        const end = endOfDigits(document, at + 1);
        text += this.reference(code, Number(document.slice(at + 1, end)));
        at = end - 1;
      } else text += phraseOf[code] ?? '';
      begin = at + 1;
    }
    return begin === 0 ? document : begin < length ? text + document.slice(begin) : text;
  }

  private reference(code: number, value: number): string {
    return code === coverCode ? this.coverOf(value) : `"${new Date(value).toISOString()}"`;
  }
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}
