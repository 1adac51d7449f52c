import type { FileContents, FileSong, Unread } from '../playlist-forms/contents.js';
import { mapInTurns, type NextTurn } from '../playlist-forms/in-turns.js';
import { looksLikeSong, songsOfLines } from '../playlist-forms/read-lines.js';
import type { TextLine } from '../playlist-forms/text-lines.js';
import { inBatches, type PlaylistRecogniser, type RecognisedLine } from './playlist-recogniser.js';
import { isRemoteId, type PlaylistReference } from './playlist-scope.js';

/** A line that names a playlist of a platform. */
export interface NamedPlaylist {
  readonly line: number;
  readonly text: string;
  /** Undefined for a short link that was only recognised. */
  readonly reference: PlaylistReference | undefined;
}

interface LineReading {
  readonly recogniser: PlaylistRecogniser;
  readonly nextTurn: NextTurn;
}

export interface ReadLines {
  readonly contents: FileContents;
  readonly named: readonly NamedPlaylist[];
  readonly platforms: readonly string[];
}

/** The lines of a text by what they are. */
interface Sorted {
  readonly named: NamedPlaylist[];
  /** Songs by their addresses. */
  readonly songs: FileSong[];
  readonly unread: Unread[];
  /** Lines that are songs in words, or perhaps titles alone. */
  readonly inWords: TextLine[];
}

const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/**
 * Plain lines: playlists and songs by their addresses, songs in words, and any mixture of them.
 * @throws Fault as the recogniser
 */
export async function readTextLines(
  lines: readonly TextLine[],
  { recogniser, nextTurn }: LineReading,
  signal: AbortSignal,
): Promise<ReadLines> {
  const asked = lines.map((line) => line.text);
  const { lines: found, platforms } =
    lines.length === 0 ? { lines: [], platforms: [] } : await inBatches(asked, (batch) => recogniser.recognise(batch, signal));
  const sorted: Sorted = { named: [], songs: [], unread: [], inWords: [] };
  // Titles alone are believed only among lines that are songs beyond doubt.
  const hasSongs = lines.some((line, at) => isReason(found[at]) && !isAddress(line.text) && looksLikeSong(line));
  await mapInTurns(lines, (line, at) => sort(line, found[at] ?? { reason: 'not recognised' }, hasSongs, sorted), nextTurn);
  const songs = [...sorted.songs, ...(await songsOfLines(sorted.inWords, nextTurn))].sort((a, b) => a.line - b.line);
  const lists = songs.length === 0 ? [] : [{ name: undefined, songs }];
  return { contents: { form: formOf(sorted, songs.length), lists, unread: sorted.unread }, named: sorted.named, platforms };
}

const isReason = (found: RecognisedLine | undefined): found is { reason: string } => found !== undefined && 'reason' in found;

function sort(line: TextLine, found: RecognisedLine, hasSongs: boolean, { named, songs, unread, inWords }: Sorted): void {
  if ('shortLinkOf' in found) named.push({ ...line, reference: undefined });
  else if ('songId' in found) {
    const { platform, songId: remoteId } = found;
    songs.push({ line: line.line, name: undefined, singers: [], id: { platform, remoteId } });
  } else if (!('reason' in found)) {
    if (isRemoteId(found.remoteId)) named.push({ ...line, reference: found });
    else unread.push({ ...line, reason: 'an id that is too long or holds control characters' });
  } else if (!isAddress(line.text) && (looksLikeSong(line) || (hasSongs && !/^\S+[,:]\S+$/.test(line.text) && line.text.length <= 200)))
    inWords.push(line);
  else unread.push({ ...line, reason: found.reason });
}

function formOf({ named }: Sorted, songs: number): string {
  if (songs === 0) return 'a list of addresses';
  return named.length === 0 ? 'lines of songs' : 'lines of addresses and songs';
}
