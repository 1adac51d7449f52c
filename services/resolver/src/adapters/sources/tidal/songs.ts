import { announcedAudio, describedTrack, wholeNumber } from '../../../core/sources/described.js';
import type { SearchHit } from '../../../core/sources/search.js';
import type { SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { fullTitle, yearOf } from '../titles.js';
import type { DocumentObjects } from './document-objects.js';
import type { Reference, Resource } from './wire.js';

const readFields = ['title', 'version', 'isrc', 'duration', 'externalLinks'];

/** The tracks that a document lists, in order; videos and what TIDAL sends nothing about are left out. */
export function tracksOf(objects: DocumentObjects): SourceTrack[] {
  return objects.order.flatMap((reference) => trackOf(objects, reference) ?? []);
}

export function hitsOf(objects: DocumentObjects): SearchHit[] {
  return tracksOf(objects).map((track) => {
    // It offers no file: TIDAL's are for licensed players.
    return { track, audio: announcedAudio({ durationMs: track.durationMs }), fetchKey: undefined, trial: false };
  });
}

function trackOf(objects: DocumentObjects, reference: Reference): SourceTrack | undefined {
  const track = reference.type === 'tracks' ? objects.get(reference) : undefined;
  if (track?.attributes?.title === undefined) return undefined;
  const { title, version, isrc, duration } = track.attributes;
  const [album] = objects.related(track, 'albums');
  return describedTrack({
    remoteId: track.id,
    name: fullTitle(title, version),
    artists: objects.related(track, 'artists').map(({ id, attributes }) => ({ remoteId: id, name: attributes?.name ?? '' })),
    album: album?.attributes?.title,
    durationMs: msOfDuration(duration),
    isrc,
    year: yearOf(album?.attributes?.releaseDate),
    releaseDate: album?.attributes?.releaseDate,
    explicit: track.attributes.explicit,
    remoteAlbumId: album?.id,
    genre: objects.related(track, 'genres')[0]?.attributes?.genreName,
    genres: objects.related(track, 'genres').flatMap(({ attributes }) => attributes?.genreName ?? []),
    coverUrl: album && pictureOf(objects, album),
    more: moreOf(track.attributes, readFields),
  });
}

/** The widest picture of an album or a playlist. */
export function pictureOf(objects: DocumentObjects, of: Resource): string | undefined {
  const files = objects.related(of, 'coverArt').flatMap(({ attributes }) => attributes?.files ?? []);
  return files.toSorted((a, b) => (b.meta?.width ?? 0) - (a.meta?.width ?? 0))[0]?.href;
}

/** Milliseconds of an ISO 8601 duration such as `PT3M57S`; undefined for anything else. @internal for tests */
export function msOfDuration(text = ''): number | undefined {
  const [whole, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return wholeNumber((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000);
}
