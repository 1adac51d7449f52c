import { type ArtistAliases, describeRecording, type Recording, resolveKeyword } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { NamedSong } from '../sources/recording-facts.js';
import type { SearchTarget } from '../sources/search.js';

/** A song of the catalogue whose recording is wanted; its platform is also its source, unless that is given separately. */
export type Song = NamedSong;

/** A song prepared for any number of searches and comparisons. */
export interface WantedSong {
  readonly song: Song;
  readonly recording: Recording;
  /** What a person would type. */
  readonly keyword: string;
  /** The same recording under other names and ISRCs, and names that are one artist; once more is known of it. */
  readonly more?: { readonly recordings: readonly Recording[]; readonly aliases: ArtistAliases };
}

/** Longer text is an accident or an attack. */
const longestText = 1000;

/**
 * @param ownSource the source that knows the song by its remote id, under the name it has here
 * @throws Fault `invalid_argument` for a song without a title, or oversized text
 */
export function wanted(song: Song, ownSource = song.platform): WantedSong {
  const texts = [song.title, song.album, song.platform, song.remoteId, song.isrc, ...song.artists];
  if (song.title.trim() === '') throw new Fault('invalid_argument', 'the song has no title');
  if (texts.some((text = '') => text.length > longestText) || song.artists.length > 100) {
    throw new Fault('invalid_argument', `a text of the song is longer than ${longestText} characters, or it has more than 100 artists`);
  }
  const recording = describeRecording({ ...song, platform: ownSource });
  return { song, recording, keyword: resolveKeyword(song) };
}

/** For display: `artist, artist - title`. */
export function inWords({ title, artists }: Pick<SearchTarget, 'title' | 'artists'>): string {
  return artists.length === 0 ? title : `${artists.join(', ')} - ${title}`;
}
