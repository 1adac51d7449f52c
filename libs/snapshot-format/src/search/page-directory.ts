/** What each page of a segment begins with, in page order. As bytes: n × u32 token, n × f64 id, little endian. */
export class PageDirectory {
  private constructor(
    private readonly tokens: Uint32Array,
    private readonly firstIds: Float64Array,
  ) {}

  /** Reads a directory; keeps 12 bytes a page in memory. An impossible length gives an empty directory. */
  static read(bytes: Uint8Array): PageDirectory {
    const n = bytes.byteLength % ENTRY === 0 ? bytes.byteLength / ENTRY : 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const tokens = Uint32Array.from({ length: n }, (_, i) => view.getUint32(i * 4, true));
    const firstIds = Float64Array.from({ length: n }, (_, i) => view.getFloat64(n * 4 + i * 8, true));
    return new PageDirectory(tokens, firstIds);
  }

  static write(tokens: readonly number[], firstIds: readonly number[]): Uint8Array {
    const n = tokens.length;
    const bytes = new Uint8Array(n * ENTRY);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < n; i++) {
      view.setUint32(i * 4, tokens[i] ?? 0, true);
      view.setFloat64(n * 4 + i * 8, firstIds[i] ?? 0, true);
    }
    return bytes;
  }

  /** The place of the last page that begins at or before a token and id; -1 if all begin later. */
  find(token: number, id: number): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = this.tokens[middle] as number;
      if (first < token || (first === token && (this.firstIds[middle] as number) <= id)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Whether the page at a place begins with this token. */
  beginsWith(place: number, token: number): boolean {
    return this.tokens[place] === token;
  }
}

const ENTRY = 12;
