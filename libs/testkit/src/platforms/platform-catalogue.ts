import type { EmulatedAnswer } from '../emulated-answer.js';

/** A song as an emulated platform knows it. */
export interface PlatformSong {
  /** In the form of the platform's own ids. */
  readonly id: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album?: string;
  readonly durationMs: number;
  readonly isrc?: string;
  /** Translations and aliases. */
  readonly otherNames?: readonly string[];
  readonly coverUrl?: string;
  /** What the platform hands to everybody; without it, it says that the caller may not have the song. */
  readonly file?: PlatformFile;
}

export interface PlatformFile {
  readonly ext: string;
  readonly bytes: Buffer;
  /** A clip, marked as the platform marks them. */
  readonly trial?: boolean;
}

/** A playlist or chart. */
export interface PlatformList {
  readonly id: string;
  readonly name: string;
  /** Under which a chart is listed. */
  readonly group?: string;
  readonly description?: string;
  readonly coverUrl?: string;
  readonly playCount?: number;
  /** In order; repeats are kept. */
  readonly songIds: readonly string[];
  /** When it was last changed; platforms that say so say this. */
  readonly updatedAt?: Date;
  /** Added to the total that the platform claims, which is often wrong. */
  readonly claimsMore?: number;
}

/** What an emulated platform holds; tests change it between requests. */
export interface PlatformCatalogue {
  songs: PlatformSong[];
  playlists: PlatformList[];
  charts: PlatformList[];
}

export const emptyCatalogue = (): PlatformCatalogue => ({ songs: [], playlists: [], charts: [] });

/** The songs of a list in its order; ids of unknown songs are left out, as platforms do with withdrawn ones. */
export function songsOf({ songs }: PlatformCatalogue, { songIds }: PlatformList): PlatformSong[] {
  const byId = new Map(songs.map((song) => [song.id, song]));
  return songIds.flatMap((id) => byId.get(id) ?? []);
}

/** Songs whose title, other names, artists or album hold every word. */
export function searchSongs({ songs }: PlatformCatalogue, words: string): PlatformSong[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return songs.filter(({ title, otherNames = [], artists, album = '' }) => {
    const text = [title, ...otherNames, ...artists, album].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** One page of what a platform lists. */
export const pageOf = <T>(all: readonly T[], offset: number, limit: number): T[] => all.slice(offset, offset + limit);

/** How many songs a platform says a list has, of those that it still knows. */
export const claimedOf = (catalogue: PlatformCatalogue, list: PlatformList): number =>
  songsOf(catalogue, list).length + (list.claimsMore ?? 0);

const mediaTypes: Readonly<Record<string, string>> = { flac: 'audio/flac', m4a: 'audio/mp4', mp3: 'audio/mpeg', wav: 'audio/wav' };

/** What a file is sent as. */
export const mediaTypeOf = (ext: string): string => mediaTypes[ext] ?? `audio/${ext}`;

/** The file of a song at a path of the form `/files/<id>.<ext>`; undefined for any other, and for a song without a file. */
export function fileAt({ songs }: PlatformCatalogue, path: string): EmulatedAnswer | undefined {
  const id = /^\/files\/(.+)\.\w+$/.exec(decodeURIComponent(path))?.[1];
  const file = songs.find((song) => song.id === id)?.file;
  return file && { headers: { 'content-type': mediaTypeOf(file.ext) }, body: file.bytes };
}
