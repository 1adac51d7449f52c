import type { Column, Columns } from './columns.js';
import type { FileSong, ForeignId, Unread } from './contents.js';
import { artistsIn, isrcOf, lengthInText, lengthOf } from './song-text.js';
import { withSpotifyUri } from './spotify-uri.js';
import type { TableRow } from './structure-readers.js';

const videoForm = /^[A-Za-z0-9_-]{11}$/;

export const isVideoId = (text: string): boolean => videoForm.test(text.trim());
const addressOfVideo = (id: string): string => `https://www.youtube.com/watch?v=${id}`;

/** The song of a row, or why there is none. */
export function songOfRow({ line, cells }: TableRow, columns: Columns): FileSong | Unread {
  const cell = (column: Column): string => cells[columns.at.get(column) ?? -1]?.trim() ?? '';
  const text = cells.join(' ').trim().slice(0, 200);
  if (cells.slice(columns.width).some((extra) => extra.trim() !== '')) return { line, text, reason: 'it has more cells than the header' };
  const type = cell('type').toLowerCase();
  if (columns.exporter === 'tunemymusic' && (type === 'album' || type === 'artist'))
    return { line, text, reason: `an ${type}, not a song` };
  const song: FileSong = {
    line,
    name: cell('name') || undefined,
    singers: singersOf(cells, columns),
    // Exportify writes this word for a text that is missing.
    album: (columns.exporter === 'exportify.net' && cell('album') === 'undefined' ? '' : cell('album')) || undefined,
    durationMs: lengthOf(cell('milliseconds'), 1) ?? lengthInText(cell('length')),
    isrc: isrcOf(cell('isrc')),
    coverUrl: cell('coverUrl') || undefined,
    id: idIn(cells, columns),
    ...creditAsWritten(cell('singers')),
  };
  const named = song.id === undefined ? withUri(song, cell('uri'), columns) : song;
  if ('reason' in named || named.name !== undefined || named.id !== undefined || named.addresses !== undefined) return named;
  return { line, text, reason: 'it has no title' };
}

function withUri(song: FileSong, uri: string, { exporter }: Columns): FileSong | Unread {
  if (exporter !== 'youtube') return withSpotifyUri(song, uri);
  if (uri === '') return song;
  return { ...song, addresses: [isVideoId(uri) ? addressOfVideo(uri) : uri] };
}

function idIn(cells: readonly string[], { ids }: Columns): ForeignId | undefined {
  const remoteId = ids === undefined ? '' : (cells[ids.at]?.trim() ?? '');
  return ids === undefined || remoteId === '' ? undefined : { platform: ids.platform, remoteId };
}

function singersOf(cells: readonly string[], columns: Columns): readonly string[] {
  const credit = cells[columns.at.get('singers') ?? -1]?.trim() ?? '';
  const more = columns.moreSingers.flatMap((at) => cells[at]?.trim() || []);
  return [...split(credit, cells, columns), ...more];
}

/** Each exporter joins names in its own way. */
function split(credit: string, cells: readonly string[], { exporter, at }: Columns): readonly string[] {
  const parts = (separator: string | RegExp): string[] =>
    credit
      .split(separator)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  switch (exporter) {
    case 'exportify':
      // A comma inside a name is written `\,`.
      return parts(/(?<!\\),\s+/).map((name) => name.replaceAll('\\,', ','));
    case 'exportify.net': {
      const ids = at.get('artistIds');
      if (ids === undefined) return parts(';');
      // Joined by commas, which names hold too: only the number of ids tells.
      const names = parts(',');
      return names.length === (cells[ids] ?? '').split(',').length ? names : parts(/(?!)/);
    }
    case 'exportify before 2020':
      // The first artist alone.
      return parts(/(?!)/);
    case 'tunemymusic':
    case 'soundiiz':
    case 'youtube':
      return parts(/,\s+/);
    case 'apple':
    case 'sheet':
      return artistsIn(credit);
  }
}

/** Kept, because names hold the signs that join them. */
const creditAsWritten = (credit: string): Pick<FileSong, 'more'> => (/[,;&/、]/.test(credit) ? { more: { artist: credit } } : {});
