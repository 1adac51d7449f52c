import { Fault } from '@catalogsync/faults';

/** In a file: lines with playlists, songs, and what was not understood. */
export const mostRows = 10_000;

export const tooManyRows = (): Fault => new Fault('invalid_argument', `it has more than ${mostRows} rows`, { hint: 'Split it.' });

/** A song as a playlist file describes it; what it does not say is left out. */
export interface FileSong {
  /** Where it stands in the file: a line from 1, in JSON an entry from 1. */
  readonly line: number;
  /** Undefined if the file names it only by id. */
  readonly name: string | undefined;
  readonly singers: readonly string[];
  readonly album?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly isrc?: string | undefined;
  readonly coverUrl?: string | undefined;
  /** Its id at the service that the file was exported from. */
  readonly id?: ForeignId | undefined;
  /** Addresses that may name it; only their form is looked at, nobody opens them. */
  readonly addresses?: readonly string[];
  /** What else the file says, such as the line as it was written. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A service by a word such as `spotify`, whether or not it is a platform here. */
export interface ForeignId {
  readonly platform: string;
  readonly remoteId: string;
}

/** A list of songs in a file, in its order and with its repeats. */
export interface FileList {
  /** Undefined if the file does not name it. */
  readonly name: string | undefined;
  /** The list's own lasting id, if the file has one. */
  readonly ownId?: string | undefined;
  readonly description?: string | undefined;
  readonly songs: readonly FileSong[];
}

/** A line that gives no song, and why. */
export interface Unread {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What a playlist file holds. */
export interface FileContents {
  /** What it was recognised as, in words, such as `XSPF`. */
  readonly form: string;
  readonly lists: readonly FileList[];
  readonly unread: readonly Unread[];
}

/** Collects the songs and the unread lines of one list. */
export class ListBuilder {
  readonly songs: FileSong[] = [];
  readonly unread: Unread[] = [];

  /** @throws Fault `invalid_argument` for more than `mostRows`, before the rest of a long list is read */
  add(song: FileSong | Unread): void {
    if (this.songs.length + this.unread.length >= mostRows) throw tooManyRows();
    if ('reason' in song) this.unread.push(song);
    else if (song.name === undefined && song.id === undefined && (song.addresses ?? []).length === 0)
      this.unread.push({ line: song.line, text: '', reason: 'it has no title' });
    else this.songs.push(song);
  }
}

/** A file with one list. */
export function oneList(form: string, list: Omit<FileList, 'songs'>, { songs, unread }: ListBuilder): FileContents {
  return { form, lists: songs.length === 0 ? [] : [{ ...list, songs }], unread };
}

/** Text without what surrounds it; undefined for none. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() || undefined : undefined);
