import { type InfoRecord, parse } from 'csv-parse/sync';
import type { Table, TableReader, TableRow } from '../../core/playlist-forms/structure-readers.js';

/** Tables through csv-parse. */
export const csvTables: TableReader = {
  read(text, separator, limit): Table {
    const broken: number[] = [];
    const rows: TableRow[] = [];
    // None is kept by the parser.
    const onRecord = (cells: string[], { lines: line }: InfoRecord): null => {
      rows.push({ line, cells });
      return null;
    };
    const skipping = { skip_empty_lines: true, skip_records_with_error: true, relax_column_count: true };
    const options = { ...skipping, delimiter: separator, to: limit };
    const onSkip = (error: object | undefined): undefined => {
      if (error !== undefined && 'lines' in error && typeof error.lines === 'number') broken.push(error.lines);
    };
    // A quotation mark inside a cell that is not quoted is an ordinary character.
    parse(text, { ...options, relax_quotes: true, on_skip: onSkip, on_record: onRecord });
    return { rows, broken };
  },
};
