import type { ArtistSet } from './artists.js';
import type { Naming, Recording } from './recording.js';

/** Most readings of one credit, of which each artist may have several names; the others find no other recording by name. */
const MOST_CREDITS = 16;

/** The credit as keys that are equal if `sameArtists` holds: in some reading as a set, by its words, or as written. */
function creditKeys({ artists, bag, whole }: ArtistSet): Set<string> {
  let readings: string[][] = [[]];
  for (const names of artists) {
    const longer = readings.flatMap((reading) => names.map((name) => [...reading, name]));
    readings = longer.slice(0, MOST_CREDITS);
  }
  const keys = readings.map((reading) => reading.sort().join(''));
  return new Set([...keys, bag.replaceAll(' ', ''), whole].filter((key) => key !== ''));
}

/**
 * Texts to look a recording up by: two recordings that `matchPriority` accepts with high confidence because of title and
 * artists share at least one, so nobody has to compare each with each. That two share one proves nothing. Empty if nobody
 * is named.
 */
export function recordingKeys(recording: Recording): readonly string[] {
  const versions = recording.versions.join('+');
  const keysOf = ({ title, artists }: Naming): string[] => [...creditKeys(artists)].map((credit) => `${title}\n${versions}\n${credit}`);
  if (recording.otherNamings.length === 0) return keysOf(recording);
  return [...new Set([recording, ...recording.otherNamings].flatMap(keysOf))];
}
