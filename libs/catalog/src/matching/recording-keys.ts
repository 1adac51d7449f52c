import { type ArtistSet, artistsOverlap } from './artists.js';
import type { Naming, Recording } from './recording.js';

/** Most readings of one credit, of which each artist may have several names; the others find no other recording by name. */
const MOST_CREDITS = 16;

/** The credit as keys that are equal if `sameArtists` holds: in some reading as a set, by its words, or as written. */
function creditKeys({ artists, bag, whole }: ArtistSet): readonly string[] {
  const [only, second] = artists;
  const keys = only === undefined ? [] : second === undefined ? only : readings(artists);
  const others = [bag.replaceAll(' ', ''), whole].filter((key) => key !== '' && !keys.includes(key));
  return others.length === 0 ? keys : [...new Set([...keys, ...others])];
}

function readings(artists: ArtistSet['artists']): string[] {
  let all: string[][] = [[]];
  for (const names of artists) {
    const longer = all.flatMap((reading) => names.map((name) => [...reading, name]));
    all = longer.slice(0, MOST_CREDITS);
  }
  return all.map((reading) => reading.sort().join(''));
}

/** A reading of a title that may hold the artist counts if nobody is credited, or the same artist. */
const namingsOf = (recording: Recording): readonly Naming[] => [
  recording,
  ...recording.otherNamings.filter(({ artists }) => recording.artists.artists.length === 0 || artistsOverlap(recording.artists, artists)),
];

/**
 * Texts to look a recording up by: two recordings that `matchPriority` accepts with high confidence because of title and
 * artists share at least one, so nobody has to compare each with each. That two share one proves nothing. Empty if nobody
 * is named.
 */
export function recordingKeys(recording: Recording): readonly string[] {
  const { versions, versionDetail } = recording;
  const detail = versionDetail.length === 0 ? '' : [...new Set(versionDetail)].sort().join(' ');
  const version = `${versions.join('+')} ${detail}`;
  const keysOf = ({ title, artists }: Naming): string[] => creditKeys(artists).map((credit) => `${title}\n${version}\n${credit}`);
  if (recording.otherNamings.length === 0) return keysOf(recording);
  return [...new Set(namingsOf(recording).flatMap(keysOf))];
}
