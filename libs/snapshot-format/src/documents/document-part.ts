/** Above this length a call of `set` costs less than its words. */
const mostByWords = 48;

/** Bytes that are copied often. Short ones are words of eight: writing a word costs what writing a byte does. */
export class DocumentPart {
  readonly length: number;
  /** As floating-point numbers, the only numbers of eight bytes that are no objects. None of them is NaN: UTF-8 has no such bytes. */
  private readonly words: Float64Array;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.words = new Float64Array(bytes.length > mostByWords ? 0 : Math.ceil(bytes.length / 8));
    if (this.words.length > 0) new Uint8Array(this.words.buffer).set(bytes);
  }

  /** Writes up to seven bytes more than its length: there must be room, and they are overwritten by what comes next. */
  copyTo(output: Uint8Array, view: DataView, end: number): number {
    const { words, length } = this;
    if (length > mostByWords) output.set(this.bytes, end);
    else for (let at = 0, to = end; at < words.length; at++, to += 8) view.setFloat64(to, words[at] ?? 0, isLittleEndian);
    return end + length;
  }
}

/** A typed array has the order of the machine. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
