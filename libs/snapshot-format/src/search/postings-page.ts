import { type IdList, NUMBER_BYTES, writeNumber } from './id-list.js';
import type { IdStream } from './id-stream.js';

/**
 * A page of an index holds the lists of several tokens; a long list spans several pages:
 *
 *     u16 number of lists n · n × u32 token · n × u16 end of the list, from the start of the lists · lists
 *
 * The pages of a segment ascend by their first token and id, which are in its directory. Little endian. Tokens
 * ascend. A list is its first id, then the distance (≥ 1) of each id to the previous one, as numbers of seven bits a
 * byte, low bits first, the high bit set on all but the last byte.
 */
const HEADER = 2;
const DIRECTORY = 6;
/** A page is closed at this many bytes; two fill a 4 KiB page of the database. */
const PAGE_BYTES = 1900;

export interface PostingsPage {
  /** First token and first id, by which the page is found. */
  readonly token: number;
  readonly firstId: number;
  /** Valid until the next page: the writer reuses the bytes. */
  readonly lists: Uint8Array;
}

/** Cuts lists into pages. Tokens must arrive in ascending order, and so must their ids. */
export class PageWriter {
  private readonly bytes = new Uint8Array(PAGE_BYTES + 2 * NUMBER_BYTES);
  private readonly page = new Uint8Array(PAGE_BYTES + 2 * (NUMBER_BYTES + DIRECTORY));
  private readonly view = new DataView(this.page.buffer);
  private at = 0;
  private readonly tokens: number[] = [];
  private readonly ends: number[] = [];
  private firstId = 0;
  private passed = 0;

  constructor(private readonly write: (page: PostingsPage) => void) {}

  /** One list, on as many pages as it needs. */
  add(token: number, list: IdList): void {
    let id = list.firstId;
    for (let from = 0; ; ) {
      if (this.at + this.tokens.length * DIRECTORY + HEADER >= PAGE_BYTES) this.flush();
      if (this.tokens.length === 0) this.firstId = id;
      this.tokens.push(token);
      this.at = writeNumber(this.bytes, this.at, id);
      from = this.copyPart(list, from);
      id += this.passed;
      this.ends.push(this.at);
      if (from === list.length) return;
      // The next page begins with an id, not with the distance to it.
      for (let unit = 1, byte = 0x80; byte >= 0x80; unit *= 0x80) {
        byte = list.bytes[from++] as number;
        id += (byte & 0x7f) * unit;
      }
    }
  }

  /** Copies as many distances as the page takes and adds them up to `passed`; returns the place of the first that does not fit. */
  private copyPart({ bytes: given, length }: IdList, start: number): number {
    const { bytes } = this;
    const room = PAGE_BYTES - this.tokens.length * DIRECTORY - HEADER;
    let [from, at, passed] = [start, this.at, 0];
    while (from < length && at < room) {
      let byte = given[from++] as number;
      bytes[at++] = byte;
      let unit = 1;
      for (; byte >= 0x80; unit *= 0x80) {
        passed += (byte - 0x80) * unit;
        byte = given[from++] as number;
        bytes[at++] = byte;
      }
      passed += byte * unit;
    }
    this.at = at;
    this.passed = passed;
    return from;
  }

  /** Writes what is left. */
  flush(): void {
    const n = this.tokens.length;
    if (n === 0) return;
    const { view, page } = this;
    const start = HEADER + n * DIRECTORY;
    view.setUint16(0, n, true);
    for (let i = 0; i < n; i++) {
      view.setUint32(HEADER + i * 4, this.tokens[i] as number, true);
      view.setUint16(HEADER + n * 4 + i * 2, this.ends[i] as number, true);
    }
    page.set(this.bytes.subarray(0, this.at), start);
    this.write({ token: this.tokens[0] as number, firstId: this.firstId, lists: page.subarray(0, start + this.at) });
    this.tokens.length = 0;
    this.ends.length = 0;
    this.at = 0;
  }
}

/** The part of a token's list on one page. */
class PageList implements IdStream {
  private id = 0;

  constructor(
    private readonly lists: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {}

  seek(id: number): number {
    const { lists, end } = this;
    let at = this.at;
    let found = this.id;
    // Searches spend most of their time here: no call and no property access until the place is reached.
    while (at < end) {
      let byte = lists[at++] as number;
      let unit = 1;
      for (; byte >= 0x80 && at < end; byte = lists[at++] as number) {
        found += (byte - 0x80) * unit;
        unit *= 0x80;
      }
      found += byte * unit;
      if (found >= id) {
        this.at = at;
        this.id = found;
        return found;
      }
    }
    this.at = at;
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * The list of a token on a page, undefined if the page has none. A truncated page gives short lists, never an
 * error: snapshots are checked as a whole.
 */
export function pageList(lists: Uint8Array, token: number): IdStream | undefined {
  const view = new DataView(lists.buffer, lists.byteOffset, lists.byteLength);
  const n = lists.byteLength < HEADER ? 0 : Math.min(view.getUint16(0, true), Math.floor((lists.byteLength - HEADER) / DIRECTORY));
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.getUint32(HEADER + middle * 4, true) < token) low = middle + 1;
    else high = middle;
  }
  const start = HEADER + n * DIRECTORY;
  if (low === n || view.getUint32(HEADER + low * 4, true) !== token) return undefined;
  const ends = HEADER + n * 4;
  const from = low === 0 ? 0 : view.getUint16(ends + (low - 1) * 2, true);
  const to = view.getUint16(ends + low * 2, true);
  return new PageList(lists, start + from, Math.min(start + to, lists.byteLength));
}
