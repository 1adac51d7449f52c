import { allOf, anyOf, type IdStream } from './id-stream.js';
import { ListStream, type ReadPage, type SearchSegment } from './list-stream.js';
import { PageDirectory } from './page-directory.js';
import type { QueryPlan } from './query-plan.js';

/** A row of `search_segments`. */
export type SegmentRow = Omit<SearchSegment, 'directory'> & { readonly directory: Uint8Array };

/** The lists of one source in all layers. An entry may be in several; what is there of it only makes it a candidate. */
export class SearchLayers {
  private readonly layers: readonly (readonly SearchSegment[])[];

  /** @param rows the segments of one source in their order */
  constructor(
    rows: readonly SegmentRow[],
    private readonly readPage: ReadPage,
  ) {
    this.layers = layersOf(rows.map((row) => ({ ...row, directory: PageDirectory.read(row.directory) })));
  }

  stream(plan: QueryPlan): IdStream {
    if (typeof plan === 'number') return anyOf(this.layers.map((segments) => new ListStream(plan, segments, this.readPage)));
    if ('all' in plan) return allOf(plan.all.map((part) => this.stream(part)));
    return anyOf(plan.any.map((part) => this.stream(part)));
  }
}

/** Those whose ids ascend belong together; a segment with smaller ids begins the next layer. */
function layersOf(segments: readonly SearchSegment[]): readonly (readonly SearchSegment[])[] {
  const layers: SearchSegment[][] = [[]];
  let last = -1;
  for (const segment of segments) {
    if (segment.firstId <= last) layers.push([]);
    layers.at(-1)?.push(segment);
    last = segment.lastId;
  }
  return layers;
}
