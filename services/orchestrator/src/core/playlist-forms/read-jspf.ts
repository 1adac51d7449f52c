import { type FileContents, type FileSong, ListBuilder, oneList, textOf } from './contents.js';
import { fieldsOf, listOf } from './json-fields.js';
import { describedSong } from './read-xspf.js';
import { isrcOf, lengthOf } from './song-text.js';

/** JSPF; the outer `playlist` may be left out. Undefined for other JSON. */
export function readJspf(value: unknown): FileContents | undefined {
  const outer = fieldsOf(value);
  const playlist = 'playlist' in outer ? fieldsOf(outer.playlist) : outer;
  if (!Array.isArray(playlist.track)) return undefined;
  const list = new ListBuilder();
  for (const [at, track] of playlist.track.entries()) list.add(songOf(fieldsOf(track), at + 1));
  const about = { name: textOf(playlist.title), ownId: textsIn(playlist.identifier)[0], description: textOf(playlist.annotation) };
  return oneList('JSPF', about, list);
}

function songOf(track: Readonly<Record<string, unknown>>, line: number): FileSong {
  const shared = {
    title: textOf(track.title),
    creator: textOf(track.creator),
    album: textOf(track.album),
    durationMs: lengthOf(track.duration, 1),
    isrc: isrcIn(track.meta),
    coverUrl: textsIn(track.image)[0],
    addresses: [...textsIn(track.identifier), ...textsIn(track.location)],
  };
  const credited = creditedIn(track.extension);
  return credited.length > 0 ? describedSong(line, shared, credited) : describedSong(line, shared);
}

/** Artists one by one, as MusicBrainz and ListenBrainz write them; extensions are objects or lists of objects. */
function creditedIn(extension: unknown): readonly string[] {
  for (const [key, value] of Object.entries(fieldsOf(extension))) {
    if (!/musicbrainz\.org\/doc\/jspf#track$/.test(key)) continue;
    const more = fieldsOf(fieldsOf(Array.isArray(value) ? value[0] : value).additional_metadata);
    return listOf(more.artists).flatMap((artist) => textOf(fieldsOf(artist).artist_credit_name) ?? []);
  }
  return [];
}

function isrcIn(meta: unknown): string | undefined {
  for (const one of listOf(meta)) {
    for (const [key, value] of Object.entries(fieldsOf(one))) if (/isrc/i.test(key)) return isrcOf(textOf(value));
  }
  return undefined;
}

/** One text or a list of them. */
const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).flatMap((one) => textOf(one) ?? []);
