import { splitArtists } from './artists.js';
import { hasCjk, unifySigns } from './normalise.js';
import type { RecordingInput } from './recording.js';
import { parseTitle } from './title.js';

/** Longer qualifiers ("Live at Wembley Stadium, 12 July 1986") find less than they tell. */
const longestVersionText = 24;
const trailingSigns = /[\s,，、;；:：/&+|-]+$/;

/**
 * What a person would type to find a song (domain, section 5, "Keyword"): base title and first main
 * artist. Credits, subtitles and qualifiers are dropped, version words kept: they find the version. Without
 * an artist, title and album. Case and script stay as they are. Empty only for an empty title.
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

/** A name without the other name in brackets: `IU (아이유)`, `周杰伦 (Jay Chou)`. */
function mainName(artist: string): string {
  const bare = artist.replace(/\s*\([^()]*\)\s*$/, '');
  return bare === '' || (hasCjk(artist) && bare.length < 2) ? artist : bare;
}
