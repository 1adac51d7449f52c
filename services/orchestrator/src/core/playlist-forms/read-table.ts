import { type Columns, columnsOf, type Exporter, exportifyColumns, folded, videoColumns } from './columns.js';
import { type FileContents, type FileList, mostRows, type Unread } from './contents.js';
import { isSpotifyUri } from './spotify-uri.js';
import type { Table, TableReader, TableRow } from './structure-readers.js';
import { isVideoId, songOfRow } from './table-row.js';

const forms: Readonly<Record<Exporter, string>> = {
  exportify: 'a table by Exportify',
  'exportify.net': 'a table by Exportify',
  'exportify before 2020': 'a table by Exportify',
  tunemymusic: 'a table by TuneMyMusic',
  soundiiz: 'a table by Soundiiz',
  youtube: 'a table by YouTube',
  apple: 'a text export of Apple Music or iTunes',
  sheet: 'a table',
};

/** Rows above the songs. */
const mostHeaders = 3;

/** Where the songs of a table begin, and what it says of its list. */
interface Laid extends Pick<FileList, 'name' | 'ownId'> {
  readonly columns: Columns;
  readonly rows: readonly TableRow[];
}

/** A table of songs with a header: by an exporter, or from a spreadsheet. Undefined for other text. */
export function readTable(text: string, tables: TableReader): FileContents | undefined {
  const separator = separatorOf(text);
  if (separator === undefined) return undefined;
  // Of more rows, one is enough to refuse the file.
  const table = tables.read(text, separator, mostRows + mostHeaders + 1);
  const laid = layOut(table.rows);
  return laid && contentsOf(laid, table);
}

/** The one most frequent outside quotes in the first line; a table of one column has none. */
function separatorOf(text: string): string | undefined {
  const first = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  if (first.length > 100_000) return undefined;
  const bare = first.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: bare.split(sign).length - 1 }));
  const best = counts.reduce((most, one) => (one.count > most.count ? one : most));
  if (best.count > 0) return best.sign;
  return columnsOf([first]) === undefined ? undefined : ',';
}

function layOut(all: readonly TableRow[]): Laid | undefined {
  const [header, ...rows] = all;
  if (header === undefined) return undefined;
  const columns = columnsOf(header.cells);
  if (columns !== undefined) return { name: undefined, columns, rows };
  return listThenVideos(all) ?? byContents(header, rows);
}

/** An older Takeout: a table of one list, then one of its videos. Headers may be in any language. */
function listThenVideos(all: readonly TableRow[]): Laid | undefined {
  const [head, list, header, ...rows] = all;
  if (head === undefined || list === undefined || header === undefined || header.cells.length >= head.cells.length) return undefined;
  const isKnown = folded(head.cells[0] ?? '') === 'playlistid' && columnsOf(header.cells) !== undefined;
  if (!isKnown && (rows.length === 0 || !areVideos(rows))) return undefined;
  const titleAt = head.cells.findIndex((cell) => folded(cell) === 'title');
  const name = list.cells[titleAt < 0 ? 4 : titleAt]?.trim() || undefined;
  return { name, ownId: list.cells[0]?.trim() || undefined, columns: videoColumns(header.cells.length), rows };
}

/** A header in a language that we do not read. */
function byContents(header: TableRow, rows: readonly TableRow[]): Laid | undefined {
  const width = header.cells.length;
  if (rows.length === 0) return undefined;
  if (width >= 17 && rows.every(({ cells }) => isSpotifyUri(cells[0] ?? '')))
    return { name: undefined, columns: exportifyColumns(width), rows };
  if (width <= 3 && areVideos(rows)) return { name: undefined, columns: videoColumns(width), rows };
  return undefined;
}

const areVideos = (rows: readonly TableRow[]): boolean => rows.every(({ cells }) => isVideoId(cells[0] ?? ''));

function contentsOf({ columns, rows, name, ownId }: Laid, { broken }: Table): FileContents {
  const byName = new Map<string | undefined, FileList & { songs: FileList['songs'][number][] }>();
  const unread: Unread[] = broken.map((line) => ({ line, text: '', reason: 'its quotation marks do not pair' }));
  for (const row of rows) {
    const song = songOfRow(row, columns);
    if ('reason' in song) {
      unread.push(song);
      continue;
    }
    const listName = cellOf(row, columns.at.get('listName')) ?? name;
    const list = byName.get(listName) ?? { name: listName, ownId, songs: [] };
    byName.set(listName, list);
    list.songs.push(song);
  }
  return { form: forms[columns.exporter], lists: [...byName.values()], unread };
}

const cellOf = ({ cells }: TableRow, at: number | undefined): string | undefined =>
  at === undefined ? undefined : cells[at]?.trim() || undefined;
