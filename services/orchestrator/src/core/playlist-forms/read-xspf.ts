import { type FileContents, type FileSong, ListBuilder, oneList } from './contents.js';
import { artistsIn, artistThenTitle, isrcOf, lengthOf, songOfPath } from './song-text.js';
import { childrenNamed, childText, type Element } from './structure-readers.js';

/** XSPF. */
export function readXspf(root: Element): FileContents {
  const list = new ListBuilder();
  for (const tracks of childrenNamed(root, 'trackList')) for (const track of childrenNamed(tracks, 'track')) list.add(songOf(track));
  const about = { name: childText(root, 'title'), ownId: childText(root, 'identifier'), description: childText(root, 'annotation') };
  return oneList('XSPF', about, list);
}

function songOf(track: Element): FileSong {
  const addresses = ['identifier', 'location'].flatMap((name) => childrenNamed(track, name).map(({ text }) => text.trim()));
  const isrc = childrenNamed(track, 'meta').find(({ attributes }) => /isrc/i.test(attributes.rel ?? ''))?.text;
  return describedSong(track.line, {
    title: childText(track, 'title'),
    creator: childText(track, 'creator'),
    album: childText(track, 'album'),
    durationMs: lengthOf(childText(track, 'duration'), 1),
    isrc: isrcOf(isrc),
    coverUrl: childText(track, 'image'),
    addresses,
  });
}

/** A track of XSPF or JSPF, which are one format in two notations. */
export interface SharedTrack {
  readonly title: string | undefined;
  readonly creator: string | undefined;
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  readonly coverUrl: string | undefined;
  readonly addresses: readonly string[];
}

/** A track without a title is named by the file that it is; nothing is opened. */
export function describedSong(line: number, track: SharedTrack, singers = artistsIn(track.creator)): FileSong {
  const { title, addresses, album, durationMs, isrc, coverUrl } = track;
  // Without a creator, programs write both into the title.
  const read =
    title === undefined
      ? addresses.map(songOfPath).find((song) => song !== undefined)
      : singers.length > 0
        ? undefined
        : artistThenTitle(title);
  const web = addresses.filter((address) => /^https?:\/\//i.test(address));
  return {
    line,
    name: read?.name ?? title,
    singers: singers.length > 0 ? singers : (read?.singers ?? []),
    album,
    durationMs,
    isrc,
    coverUrl: coverUrl !== undefined && /^https?:\/\//i.test(coverUrl) ? coverUrl : undefined,
    ...(web.length === 0 ? {} : { addresses: web }),
  };
}
