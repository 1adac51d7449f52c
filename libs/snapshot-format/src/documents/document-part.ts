/**
 * Bytes that are copied often, as words of four. Writing a word costs what writing a byte does, and a call of `set` costs more
 * than a part of usual length.
 */
export class DocumentPart {
  readonly length: number;
  private readonly words: Uint32Array;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    this.words = new Uint32Array(Math.ceil(bytes.length / 4));
    new Uint8Array(this.words.buffer).set(bytes);
  }

  /** Writes up to three bytes more than its length: there must be room, and they are overwritten by what comes next. */
  copyTo(output: DataView, end: number): number {
    const { words } = this;
    for (let at = 0, to = end; at < words.length; at++, to += 4) output.setUint32(to, words[at] ?? 0, isLittleEndian);
    return end + this.length;
  }
}

/** A typed array has the order of the machine. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
