import { describedTrack } from '../../../core/sources/described.js';
import type { SourceArtist, SourceTrack } from '../../../core/sources/source-track.js';
import { idOfPlace } from '../identity.js';
import { moreOf } from '../more-of.js';
import { type ChartEntry, type JspfTrack, type RecordingMetadata, trackExtension } from './wire.js';

const mbid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

export const isMbid = (text: string): boolean => new RegExp(`^${mbid.source}$`, 'i').test(text);

/** The MBID at the end of an identifier, which is an address; undefined if there is none. */
export function mbidOf(identifier: string): string | undefined {
  return new RegExp(`(${mbid.source})/?$`, 'i').exec(identifier)?.[1]?.toLowerCase();
}

/** Of a track's identifier in either form; an identifier that is no recording of MusicBrainz becomes a digest. */
function idOf({ identifier }: JspfTrack): string {
  const [first = ''] = typeof identifier === 'string' ? [identifier] : identifier;
  return mbidOf(first) ?? idOfPlace(first);
}

/** Whether the service knows no name for the entry: the recording is unknown to it, or deleted. */
export const isNameless = ({ title }: JspfTrack): boolean => (title ?? '').trim() === '';

/** An entry without a name is called by its id until somebody knows the name. */
export function trackOfEntry(entry: JspfTrack): SourceTrack {
  const { title = '', creator = '', album, duration, extension } = entry;
  const about = extension?.[trackExtension];
  const { caa_id: cover, caa_release_mbid: release, artists = [] } = about?.additional_metadata ?? {};
  const remoteId = idOf(entry);
  const credits = artists.map(({ artist_credit_name: name, artist_mbid: id }): SourceArtist => ({ remoteId: id || undefined, name }));
  return describedTrack({
    remoteId,
    name: isNameless(entry) ? remoteId : title,
    artists: credits.length > 0 ? credits : creditOf(creator),
    album,
    durationMs: duration,
    coverUrl: coverOf(release, cover),
    more: {
      ...moreOf(about ?? {}, ['additional_metadata', 'artist_identifiers']),
      ...moreOf(entry, ['identifier', 'title', 'creator', 'album', 'duration', 'extension']),
    },
  });
}

/** An entry that is not mapped to a recording has no id: its names make one. */
export function trackOfChart(entry: ChartEntry): SourceTrack {
  const { recording_mbid: id = '', track_name: name, artist_name: artist, artists = [], release_name: album } = entry;
  const credits = artists.map((one): SourceArtist => ({ remoteId: one.artist_mbid || undefined, name: one.artist_credit_name }));
  return describedTrack({
    remoteId: id.toLowerCase() || idOfPlace(JSON.stringify([artist, name])),
    name,
    artists: credits.length > 0 ? credits : creditOf(artist),
    album,
    coverUrl: coverOf(entry.caa_release_mbid, entry.caa_id),
    more: moreOf(entry, ['recording_mbid', 'track_name', 'artist_name', 'artists', 'release_name', 'caa_id', 'caa_release_mbid']),
  });
}

/** Undefined without a name. */
export function trackOfMetadata(id: string, { recording, artist, release }: RecordingMetadata): SourceTrack | undefined {
  const name = recording?.name?.trim() ?? '';
  if (name === '') return undefined;
  return describedTrack({
    remoteId: id,
    name,
    artists: artist.artists.map((one) => ({ remoteId: one.artist_mbid || undefined, name: one.name })),
    album: release?.name,
    albumArtist: release?.album_artist_name,
    durationMs: recording?.length,
    year: release?.year,
    coverUrl: coverOf(release?.caa_release_mbid, release?.caa_id),
  });
}

function creditOf(name: string): SourceArtist[] {
  return name.trim() === '' ? [] : [{ remoteId: undefined, name }];
}

/** The largest size that the Cover Art Archive makes of it without redirects. */
function coverOf(release: string | undefined, id: number | undefined): string | undefined {
  return release && id ? `https://coverartarchive.org/release/${release}/${id}-500.jpg` : undefined;
}
