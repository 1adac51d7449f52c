import { splitArtists } from './artists.js';
import { hasCjk, unifySigns } from './normalise.js';
import type { RecordingInput } from './recording.js';
import { parseTitle } from './title.js';

/** Longer qualifiers ("Live at Wembley Stadium, 12 July 1986") narrow the search too much. */
const longestVersionText = 24;
const trailingSigns = /[\s,，、;；:：/&+|-]+$/;

/**
 * What a person would type to find a song (domain, section 5, "Keyword"): base title and first main artist, or
 * title and album without an artist. Credits, subtitles and qualifiers are dropped; version words are kept because
 * they find the version. Case and script stay. Empty only for an empty title.
 */
export function resolveKeyword(
  { title, artists, album }: Pick<RecordingInput, 'title' | 'artists' | 'album'>,
  names: readonly string[] = [],
): string {
  const credits = typeof artists === 'string' ? [artists] : (artists ?? []);
  const credited = credits.flatMap((credit) => splitArtists(credit, names));
  const parts = parseTitle(title, (text) => credited.includes(text));
  const versions = parts.versionTexts.filter((text) => text.length <= longestVersionText);
  const [artist] = credited;
  return [parts.base.replace(trailingSigns, ''), ...versions, artist === undefined ? unifySigns(album ?? '') : mainName(artist)]
    .filter((text) => text !== '')
    .join(' ');
}

/** A name without its bracketed other name: `IU (아이유)`, `周杰伦 (Jay Chou)`. */
function mainName(artist: string): string {
  const bare = artist.replace(/ ?\([^()]*\)$/, '');
  return bare === '' || (hasCjk(artist) && bare.length < 2) ? artist : bare;
}
