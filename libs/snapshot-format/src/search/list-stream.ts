import type { IdStream } from './id-stream.js';
import { type PageList, pageList } from './postings-page.js';

/** A range of ids whose pages were built together. */
export interface SearchSegment {
  readonly segment: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** Finds pages of the index. Both answer the page's bytes, undefined when there is none. */
export interface PageFinder {
  /** The last page of the segment that begins at or before this token and id. */
  pageAt(segment: number, token: number, id: number): Uint8Array | undefined;
  /** The first page of the segment that begins with this token and an id after this one. */
  pageAfter(segment: number, token: number, id: number): Uint8Array | undefined;
}

/** The ids of one token, over all segments; reads a page at a time and only pages it needs. */
export class ListStream implements IdStream {
  private at = 0;
  private list: PageList | undefined;
  private head = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly token: number,
    private readonly segments: readonly SearchSegment[],
    private readonly pages: PageFinder,
  ) {}

  seek(id: number): number {
    if (this.head >= id) return this.head;
    this.head = this.list?.seek(id) ?? Number.POSITIVE_INFINITY;
    if (this.head === Number.POSITIVE_INFINITY) {
      // Nothing more in this segment, so no need to ask for it.
      if (this.list?.complete === true) this.at++;
      this.head = this.jump(id);
    }
    return this.head;
  }

  /** The rest of the page at hand has nothing: looks the place up. */
  private jump(id: number): number {
    for (; this.at < this.segments.length; this.at++) {
      const range = this.segments[this.at];
      if (range === undefined || range.lastId < id) continue;
      const found = this.inSegment(range.segment, Math.max(id, range.firstId));
      if (found !== Number.POSITIVE_INFINITY) return found;
      this.list = undefined;
    }
    return Number.POSITIVE_INFINITY;
  }

  private inSegment(segment: number, id: number): number {
    const { token, pages } = this;
    const page = pages.pageAt(segment, token, id);
    const list = page === undefined ? undefined : pageList(page, token);
    const found = list?.seek(id) ?? Number.POSITIVE_INFINITY;
    if (found !== Number.POSITIVE_INFINITY || list?.complete === true) {
      this.list = list;
      return found;
    }
    const next = pages.pageAfter(segment, token, id);
    this.list = next === undefined ? undefined : pageList(next, token);
    return this.list?.seek(id) ?? Number.POSITIVE_INFINITY;
  }
}
