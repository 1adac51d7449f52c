import { keyOfReference, type PlaylistReference } from './playlist-scope.js';
import type { PlaylistFileContents } from './read-playlist-file.js';

/** One line of the report about a playlist file. */
export interface PlaylistFileEntry {
  /** Undefined for a list of songs, which is many lines. */
  readonly line: number | undefined;
  /** As written, or the name of the list. */
  readonly text: string;
  /** Undefined if the line was not understood. */
  readonly reference: PlaylistReference | undefined;
  /** Of a list in the file. */
  readonly songs: number;
  /** Why the line was not understood; undefined otherwise. */
  readonly reason: string | undefined;
  /** The catalogue had the playlist before. */
  readonly known: boolean;
}

/** Longer lines are cut for display. */
const shownText = 200;

/** The lists of the file, then its lines in order. @param known keys of playlists that the catalogue has */
export function entriesOf({ lists, named, unread }: PlaylistFileContents, known: ReadonlySet<string>): readonly PlaylistFileEntry[] {
  const isKnown = (reference: PlaylistReference | undefined): boolean => reference !== undefined && known.has(keyOfReference(reference));
  const inFile = lists.map(({ reference, name, songs }) => ({
    line: undefined,
    text: name,
    reference,
    songs: songs.length,
    reason: undefined,
    known: isKnown(reference),
  }));
  const lines = [
    ...named.map(({ line, text, reference }) => ({ line, text, reference, songs: 0, reason: undefined, known: isKnown(reference) })),
    ...unread.map(({ line, text, reason }) => ({
      line,
      text: text.slice(0, shownText),
      reference: undefined,
      songs: 0,
      reason,
      known: false,
    })),
  ];
  return [...inFile, ...lines.sort((a, b) => a.line - b.line)];
}
