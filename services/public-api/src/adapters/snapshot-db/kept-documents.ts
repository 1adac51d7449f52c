import type { JsonBytes } from '../../core/catalogue/documents.js';

/** Besides its bytes, a document costs its place in the map and its array. */
const bytesPerDocument = 300;
const comma = 0x2c;

/**
 * Documents that are kept unpacked, up to so many bytes together: the first that are asked for, since none goes for another
 * one. They are as immutable as their snapshot.
 */
export class KeptDocuments {
  private readonly byId = new Map<number, Uint8Array>();
  private bytes = 0;
  private output = new Uint8Array(64 * 1_024);

  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.bytes >= this.most;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  /** Keeps a copy. */
  add(id: number, document: JsonBytes): void {
    this.byId.set(id, new Uint8Array(document));
    this.bytes += document.length + bytesPerDocument;
  }

  /** Joined by commas; what is not kept is left out. Holds until the next call. */
  join(ids: readonly number[]): JsonBytes {
    let end = 0;
    for (const id of ids) {
      const document = this.byId.get(id);
      if (document === undefined) continue;
      if (end + document.length + 1 > this.output.length) this.grow(end + document.length + 1);
      if (end > 0) this.output[end++] = comma;
      this.output.set(document, end);
      end += document.length;
    }
    return this.output.subarray(0, end);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(2 * needed);
    larger.set(this.output);
    this.output = larger;
  }
}
