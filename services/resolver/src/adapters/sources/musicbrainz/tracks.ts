import { describedTrack } from '../../../core/sources/described.js';
import { albumKindOf, type FurtherDetails } from '../../../core/sources/further-details.js';
import type { RecordingFacts } from '../../../core/sources/recording-facts.js';
import type { SourceArtist, SourceTrack } from '../../../core/sources/source-track.js';
import { moreOf } from '../more-of.js';
import { yearOf } from '../titles.js';
import type { Credits, Recording, Release, ReleaseHead, ReleaseTrack } from './wire.js';

const mbid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isMbid = (text: string): boolean => mbid.test(text);

const read = ['id', 'title', 'length', 'artist-credit', 'aliases', 'releases', 'relations', 'first-release-date', 'score', 'video'];

/** @param id what it was asked for by: a merged recording answers under a new one, which is kept beside it */
export function trackOfRecording(recording: Recording, id = recording.id): SourceTrack {
  const release = albumOf(recording.releases ?? []);
  return describedTrack({
    remoteId: id,
    name: recording.title,
    artists: artistsOf(recording['artist-credit']),
    album: release?.title,
    durationMs: recording.length,
    isrc: recording.isrcs?.[0],
    year: yearOf(recording['first-release-date'] ?? release?.date),
    releaseDate: release?.date ?? recording['first-release-date'],
    ...musicBrainzIds(recording, release),
    coverUrl: release && coverOf(release.id),
    otherNames: otherTitlesOf(recording),
    more: { ...moreOf(recording, read), ...(recording.id === id ? {} : { merged_into: recording.id }) },
  });
}

function musicBrainzIds(recording: Recording, release: Pick<ReleaseHead, 'id' | 'release-group'> | undefined): FurtherDetails {
  const { 'primary-type': primary = '', 'secondary-types': secondary = [] } = release?.['release-group'] ?? {};
  return {
    musicBrainzRecordingId: recording.id,
    musicBrainzReleaseId: release?.id,
    musicBrainzArtistIds: recording['artist-credit'].map(({ artist }) => artist.id),
    albumKind: albumKindOf([primary, ...secondary]),
  };
}

/** A track of a release; its title there may be a translation of the recording's. */
export function trackOfRelease(release: Release, medium: number, track: ReleaseTrack): SourceTrack {
  const { recording, title = '', length, position } = track;
  return describedTrack({
    remoteId: recording.id,
    name: recording.title,
    artists: artistsOf(recording['artist-credit']),
    album: release.title,
    albumArtist: artistsOf(release['artist-credit'] ?? [])[0]?.name,
    durationMs: recording.length ?? length,
    isrc: recording.isrcs?.[0],
    trackNumber: position,
    discNumber: medium,
    year: yearOf(release.date ?? recording['first-release-date']),
    releaseDate: release.date ?? recording['first-release-date'],
    ...musicBrainzIds(recording, release),
    coverUrl: coverOfRelease(release),
    otherNames: [title, ...otherTitlesOf(recording)],
    more: moreOf(recording, read),
  });
}

export function factsOf(recording: Recording): RecordingFacts {
  const artists = recording['artist-credit'].map(({ name, artist }) => {
    const others = new Set([...(artist.name === undefined ? [] : [artist.name]), ...namesOf(artist.aliases)]);
    return { name, otherNames: [...others].filter((other) => other !== name) };
  });
  const { title, isrcs = [], length: durationMs } = recording;
  return { title, otherTitles: otherTitlesOf(recording), artists, isrcs, durationMs };
}

/** A cover is asked for by everybody who shows it; the archive answers 404 where there is none. */
export function coverOfRelease({ id, 'cover-art-archive': archive }: Release): string | undefined {
  return archive?.front === false ? undefined : coverOf(id);
}

function coverOf(release: string): string | undefined {
  return isMbid(release) ? `https://coverartarchive.org/release/${release}/front-500` : undefined;
}

function artistsOf(credits: Credits): SourceArtist[] {
  return credits.map(({ name, artist }) => ({ remoteId: artist.id, name }));
}

/** Aliases, what it is called on releases, and the song that it performs. */
function otherTitlesOf({ title, aliases, releases = [], relations = [] }: Recording): string[] {
  const onReleases = releases.flatMap((release) => [
    ...(release.media ?? []).flatMap(({ tracks = [] }) => tracks.map((track) => track.title ?? '')),
    ...(isTranslation(release, title) ? [release.title] : []),
  ]);
  // Covers, live and instrumental performances are called by their own title.
  const performed = relations.filter(({ type, attributes = [] }) => type === 'performance' && attributes.length === 0);
  const works = performed.flatMap(({ work }) => (work === undefined ? [] : [work.title, ...namesOf(work.aliases)]));
  return [...new Set([...namesOf(aliases), ...onReleases, ...works])].filter((name) => name !== '' && name !== title);
}

/** A pseudo-release is a release in another language or script; that of a single translates the title of its song. */
function isTranslation({ status, 'release-group': group }: ReleaseHead, title: string): boolean {
  return status === 'Pseudo-Release' && group?.title === title;
}

/** Search hints are for finding only: wrong spellings and the like. */
function namesOf(aliases: Recording['aliases'] = []): string[] {
  return aliases.filter(({ type }) => type !== 'Search hint').map(({ name }) => name);
}

/** The earliest official album, else anything official, else the first; compilations and pseudo-releases stand first in answers. */
function albumOf(releases: readonly ReleaseHead[]): ReleaseHead | undefined {
  const rank = ({ status, 'release-group': group }: ReleaseHead): number => {
    if (status !== 'Official') return 2;
    return group?.['primary-type'] === 'Album' && (group['secondary-types'] ?? []).length === 0 ? 0 : 1;
  };
  const [best] = releases
    .map((release, at) => ({ release, at, rank: rank(release), date: release.date || '9999' }))
    .sort((a, b) => a.rank - b.rank || (a.rank < 2 ? a.date.localeCompare(b.date) : 0) || a.at - b.at);
  return best?.release;
}
