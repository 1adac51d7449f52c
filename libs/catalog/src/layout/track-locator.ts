import { MAX_SEGMENT_BYTES, safeSegment, utf8Length } from './safe-segment.js';

/**
 * UTF-16 units of a whole locator: what Windows allows for a path, less a folder of the user's own.
 * @internal for tests
 */
export const MAX_LOCATOR_LENGTH = 240;

const maxPlatformLength = 32;
const maxArtistLength = 80;
const maxIdLength = 48;
/** Room for a sibling with another extension, such as `.lrc`, beside a file with a short one. */
const leastExtensionLength = 4;

/** What a file's place depends on. */
export interface TrackPlace {
  readonly platform: string;
  /** In the order of the credits. */
  readonly artists: readonly string[];
  readonly title: string;
  readonly remoteId: string;
  /** Without a dot. */
  readonly ext: string;
}

/**
 * Where a song's file belongs below a library's root: `<platform>/<first artist>/<title>.<ext>` (behaviour
 * 63). If that place is taken by another song, callers try the next attempt: 1 adds the song's id, later
 * ones count. The same place and attempt give the same locator, on every machine.
 */
export function trackLocator(place: TrackPlace, attempt = 0): string {
  const platform = safeSegment(place.platform || 'unknown', { units: maxPlatformLength });
  const artist = safeSegment(place.artists.find((name) => name.trim() !== '') ?? 'Unknown artist', { units: maxArtistLength });
  const folder = `${platform}/${artist}/`;
  const extension = place.ext === '' ? '' : `.${safeSegment(place.ext.replace(/[^a-z0-9]/gi, '').toLowerCase(), { bytes: 8 })}`;
  const suffix = attempt === 0 ? '' : ` [${safeSegment(place.remoteId, { bytes: maxIdLength })}]${attempt === 1 ? '' : ` (${attempt})`}`;
  const reservedUnits = Math.max(extension.length, leastExtensionLength);
  const suffixBytes = utf8Length(suffix);
  const title = safeSegment(place.title.trim() === '' ? place.remoteId : place.title, {
    bytes: MAX_SEGMENT_BYTES - suffixBytes - reservedUnits,
    units: MAX_LOCATOR_LENGTH - folder.length - suffix.length - reservedUnits,
  });
  return `${folder}${title}${suffix}${extension}`;
}

/** The file beside another one with the same name and its own extension, such as `.lrc` lyrics. */
export function siblingLocator(locator: string, ext: string): string {
  const slash = locator.lastIndexOf('/');
  const dot = locator.lastIndexOf('.');
  return `${dot > slash + 1 ? locator.slice(0, dot) : locator}.${ext}`;
}
