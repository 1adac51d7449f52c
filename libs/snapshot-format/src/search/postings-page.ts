/**
 * A page of an index holds the lists of several tokens, and a long list runs over several pages:
 *
 *     u16 number of lists n · n × u32 token · n × u16 end of the list, from the start of the lists · lists
 *
 * Little endian. Tokens ascend. A list is its first id and then the distance of each id to the one
 * before it, all ≥ 1, as numbers of seven bits a byte, low ones first, high bit on all but the last byte.
 */
const HEADER = 2;
const DIRECTORY = 6;
/** A page is closed when it has this many bytes; two fill a 4 KiB page of the database. */
const PAGE_BYTES = 1900;
/** The longest number: 53 bits. */
const NUMBER_BYTES = 8;

export interface PostingsPage {
  /** First token and first id: what the page is found by. */
  readonly token: number;
  readonly firstId: number;
  readonly lists: Uint8Array;
}

/** Cuts lists into pages. Tokens must come in ascending order, their ids too. */
export class PageWriter {
  private readonly bytes = new Uint8Array(PAGE_BYTES + 2 * NUMBER_BYTES);
  private at = 0;
  private readonly tokens: number[] = [];
  private readonly ends: number[] = [];
  private firstId = 0;

  constructor(private readonly write: (page: PostingsPage) => void) {}

  /** One list: `count` entries, of which `ids` gives the id. */
  add(token: number, entries: Int32Array, count: number, ids: Float64Array): void {
    let last = 0;
    let open = false;
    for (let i = 0; i < count; i++) {
      const id = ids[entries[i] as number] as number;
      if (this.at + this.tokens.length * DIRECTORY + HEADER >= PAGE_BYTES) {
        this.flush();
        open = false;
      }
      if (!open) {
        if (this.tokens.length === 0) this.firstId = id;
        this.tokens.push(token);
        this.ends.push(this.at);
        last = 0;
        open = true;
      }
      this.writeNumber(id - last);
      this.ends[this.ends.length - 1] = this.at;
      last = id;
    }
  }

  private writeNumber(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.at++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.at++] = rest;
  }

  /** Writes what is left. */
  flush(): void {
    const n = this.tokens.length;
    if (n === 0) return;
    const lists = new Uint8Array(HEADER + n * DIRECTORY + this.at);
    const view = new DataView(lists.buffer);
    view.setUint16(0, n, true);
    for (let i = 0; i < n; i++) {
      view.setUint32(HEADER + i * 4, this.tokens[i] as number, true);
      view.setUint16(HEADER + n * 4 + i * 2, this.ends[i] as number, true);
    }
    lists.set(this.bytes.subarray(0, this.at), HEADER + n * DIRECTORY);
    this.write({ token: this.tokens[0] as number, firstId: this.firstId, lists });
    this.tokens.length = 0;
    this.ends.length = 0;
    this.at = 0;
  }
}
