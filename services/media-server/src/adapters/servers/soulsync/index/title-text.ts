import type { FileRow } from './file-row.js';

/**
 * The titles of all files in one text, a line each: one search through it takes a small part of the time of looking at every file. It
 * holds about 20 bytes for each.
 */
export class TitleText {
  private constructor(
    private readonly text: string,
    /** Where the title of each row begins. */
    private readonly starts: Uint32Array,
    private readonly rows: readonly FileRow[],
  ) {}

  static async of(batches: AsyncIterable<readonly FileRow[]>): Promise<TitleText> {
    const rows: FileRow[] = [];
    const parts: string[] = [];
    const starts: number[] = [];
    let length = 0;
    for await (const batch of batches) {
      for (const row of batch) {
        rows.push(row);
        starts.push(length);
        length += row.titleKey.length + 1;
      }
      parts.push(batch.map(({ titleKey }) => `${titleKey}\n`).join(''));
    }
    return new TitleText(parts.join(''), Uint32Array.from(starts), rows);
  }

  /** Rows whose title holds the text somewhere, some at a time. */
  *rowsWith(wanted: string, atOnce: number): Iterable<readonly FileRow[]> {
    let batch: FileRow[] = [];
    let from = this.text.indexOf(wanted);
    while (from >= 0) {
      const at = this.rowAt(from);
      const row = this.rows[at];
      if (row !== undefined && batch.push(row) === atOnce) {
        yield batch;
        batch = [];
      }
      from = this.text.indexOf(wanted, this.starts[at + 1] ?? this.text.length);
    }
    yield batch;
  }

  private rowAt(position: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
