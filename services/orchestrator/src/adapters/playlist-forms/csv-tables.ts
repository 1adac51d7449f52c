import { parse } from 'csv-parse/sync';
import type { Table, TableReader } from '../../core/playlist-forms/structure-readers.js';

interface WithInfo {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Tables through csv-parse. */
export const csvTables: TableReader = {
  read(text, separator, limit): Table {
    const broken: number[] = [];
    const skipping = { skip_empty_lines: true, skip_records_with_error: true, relax_column_count: true };
    const options = { ...skipping, delimiter: separator, info: true, to: limit };
    const onSkip = (error: object | undefined): undefined => {
      if (error !== undefined && 'lines' in error && typeof error.lines === 'number') broken.push(error.lines);
    };
    // A quotation mark inside a cell that is not quoted is an ordinary character.
    const found = parse(text, { ...options, relax_quotes: true, on_skip: onSkip }) as unknown as WithInfo[];
    return { rows: found.map(({ record, info }) => ({ line: info.lines, cells: record })), broken };
  },
};
