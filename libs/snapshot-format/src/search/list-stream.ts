import type { IdStream } from './id-stream.js';
import type { PageDirectory } from './page-directory.js';
import { pageList } from './postings-page.js';

/** A range of ids whose pages were built together. */
export interface SearchSegment {
  readonly firstId: number;
  readonly lastId: number;
  /** Number of its first page; the others follow. */
  readonly firstPage: number;
  readonly directory: PageDirectory;
}

/** The bytes of a page by its number; undefined if it does not exist. */
export type ReadPage = (page: number) => Uint8Array | undefined;

/** The ids of one token over all segments; reads one page at a time, and only the pages it needs. */
export class ListStream implements IdStream {
  private segment = 0;
  private list: IdStream | undefined;
  private head = Number.NEGATIVE_INFINITY;

  /** @param segments of one source, ascending */
  constructor(
    private readonly token: number,
    private readonly segments: readonly SearchSegment[],
    private readonly readPage: ReadPage,
  ) {}

  seek(id: number): number {
    if (this.head >= id) return this.head;
    this.head = this.list?.seek(id) ?? Number.POSITIVE_INFINITY;
    if (this.head === Number.POSITIVE_INFINITY) this.head = this.jump(id);
    return this.head;
  }

  /** The current page is exhausted: finds the next place. */
  private jump(id: number): number {
    for (; this.segment < this.segments.length; this.segment++) {
      const segment = this.segments[this.segment];
      if (segment === undefined || segment.lastId < id) continue;
      const found = this.inSegment(segment, Math.max(id, segment.firstId));
      if (found !== Number.POSITIVE_INFINITY) return found;
    }
    this.list = undefined;
    return Number.POSITIVE_INFINITY;
  }

  private inSegment({ directory, firstPage }: SearchSegment, id: number): number {
    const place = directory.find(this.token, id);
    if (place >= 0) {
      const found = this.open(firstPage + place, id);
      if (found !== Number.POSITIVE_INFINITY) return found;
    }
    // The list begins on the next page, or continues there after a gap.
    return directory.beginsWith(place + 1, this.token) ? this.open(firstPage + place + 1, id) : Number.POSITIVE_INFINITY;
  }

  private open(page: number, id: number): number {
    const lists = this.readPage(page);
    this.list = lists === undefined ? undefined : pageList(lists, this.token);
    return this.list?.seek(id) ?? Number.POSITIVE_INFINITY;
  }
}
