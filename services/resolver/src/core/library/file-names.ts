import { splitPath } from './model.js';

/** What a file name says about its song. */
export interface NameParts {
  readonly artist: string | undefined;
  readonly title: string;
}

/** `1-05 `, `05.`, `05 - `, `05_`, `(05)` or a zero-padded `05 `; a bare `99 ` may be part of the title. */
const trackPrefix = /^(?:\d{1,2}-\d{2,3}[\s._-]+|\(\d{1,3}\)\s*|\[\d{1,3}\]\s*|\d{1,3}\s*[._)-]+\s*(?!\d)|0\d{1,2}\s+)(?=\S)/u;

/** `Artist - Title`, with any dash; without spaces only between Han characters. */
const spacedDash = /^(.+?)\s+[-–—]\s+(.+)$/u;
const hanDash = /^(\p{Script=Han}[^-–—]*)[-–—](\p{Script=Han}[^-–—]*)$/u;

/** Reads artist and title from a file name, for files without tags. */
export function nameParts(path: string): NameParts {
  const { name } = splitPath(path);
  const at = name.lastIndexOf('.');
  const stem = (at > 0 ? name.slice(0, at) : name).replaceAll('_', ' ').replace(/\s+/gu, ' ').trim().normalize('NFC');
  const bare = stem.replace(trackPrefix, '');
  const match = spacedDash.exec(bare) ?? hanDash.exec(bare);
  const [, artist = '', title = ''] = match ?? [];
  return match === null ? { artist: undefined, title: bare } : { artist: artist.trim(), title: title.trim() };
}
