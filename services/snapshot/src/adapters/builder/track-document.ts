import { coverCode, instantCode, packDocument, singerNames } from '@catalogsync/snapshot-format';
import type { RecordingFacts, ReplayGain, SongFacts } from './song-facts.js';
import { type FileRow, packedFiles } from './track-document-files.js';

/** A row of a track with its details. */
export interface TrackRow {
  readonly id: number;
  readonly name: string;
  readonly platform: string;
  readonly remoteId: string;
  /** Asked for only if the track is linked to no artist. */
  readonly singers: () => string | null;
  readonly albumId: number | null;
  readonly discNumber: number | null;
  readonly trackNumber: number | null;
  readonly year: number | null;
  readonly addedAt: number | null;
  /** A JSON list. */
  readonly otherTitles: string | null;
  readonly coverId: number | null;
  readonly lyrics: 'timed' | 'plain' | null;
}

/** An id and a name. */
export type NamedRow = readonly [track: number, id: number, name: string];
export type AliasRow = readonly [track: number, id: number, platform: string, remoteId: string];

/** Rows of other tables that belong to a track. */
export interface TrackParts {
  readonly artists: readonly NamedRow[];
  readonly genres: readonly NamedRow[];
  readonly files: readonly FileRow[];
  readonly aliases: readonly AliasRow[];
}

const pack = packDocument;
const marks = {
  id: pack('{"id":'),
  next: pack('},{"id":'),
  name: pack(',"name":'),
  artists: pack(',"artists":[{"id":'),
  artistsEnd: pack('}],"album":'),
  singers: pack(',"artists":['),
  singersEnd: pack('],"album":'),
  duration: pack(',"durationMs":'),
  platform: pack(',"platform":'),
  remoteId: pack(',"remoteId":'),
  noAliases: pack('],"aliases":[],"albumId":'),
  aliases: pack('],"aliases":[{"id":'),
  aliasesEnd: pack('}],"albumId":'),
  noPlace: pack('null,"discNumber":null,"trackNumber":null'),
  disc: pack(',"discNumber":'),
  track: pack(',"trackNumber":'),
  noDates: pack(',"year":null,"releaseDate":null'),
  year: pack(',"year":'),
  noReleaseDate: pack(',"releaseDate":null'),
  releaseDate: pack(',"releaseDate":'),
  noGenres: pack(',"genres":[],"composer":'),
  genres: pack(',"genres":[{"id":'),
  genresEnd: pack('}],"composer":'),
  noDetails: pack('null,"isrc":null,"musicBrainzId":null,"replayGain":null,"bpm":null,"explicit":null,"addedAt":'),
  addedAt: pack(',"addedAt":'),
  noEnding: pack(',"otherTitles":[],"lyrics":null,"cover":'),
  otherTitles: pack(',"otherTitles":'),
  lyrics: pack(',"lyrics":'),
  cover: pack(',"cover":'),
  instant: String.fromCharCode(instantCode),
  coverId: String.fromCharCode(coverCode),
} as const;

const quote = (text: string): string => JSON.stringify(text);
const quoteOrNull = (text: string | null): string => (text === null ? 'null' : JSON.stringify(text));

/** A member; where nothing is known of it, `null` is a part of its mark. */
function memberOf(name: string): (json: string | undefined) => string {
  const [known, unknown] = [pack(`,"${name}":`), pack(`,"${name}":null`)];
  return (json) => (json === undefined ? unknown : known + json);
}

const isrc = memberOf('isrc');
const musicBrainzId = memberOf('musicBrainzId');
const replayGain = memberOf('replayGain');
const bpm = memberOf('bpm');
const explicit = memberOf('explicit');

function namedList(rows: readonly NamedRow[]): string {
  let text = '';
  for (const [, id, name] of rows) text += `${text === '' ? '' : marks.next}${id}${marks.name}${quote(name)}`;
  return text;
}

function artistsOf({ singers }: TrackRow, artists: readonly NamedRow[]): string {
  if (artists.length > 0) return `${marks.artists}${namedList(artists)}${marks.artistsEnd}`;
  const names = singerNames(singers()).map((name) => pack(JSON.stringify({ id: null, name })));
  return `${marks.singers}${names.join(',')}${marks.singersEnd}`;
}

function aliasesOf(aliases: readonly AliasRow[]): string {
  if (aliases.length === 0) return marks.noAliases;
  const all = aliases.map(([, id, platform, remoteId]) => `${id}${marks.platform}${quote(platform)}${marks.remoteId}${quote(remoteId)}`);
  return `${marks.aliases}${all.join(marks.next)}${marks.aliasesEnd}`;
}

function placeOf({ albumId, discNumber, trackNumber }: TrackRow): string {
  if (albumId === null && discNumber === null && trackNumber === null) return marks.noPlace;
  return `${albumId}${marks.disc}${discNumber}${marks.track}${trackNumber}`;
}

function datesOf(year: number | null, releaseDate: string | undefined): string {
  if (releaseDate !== undefined) return `${marks.year}${year}${marks.releaseDate}${quote(releaseDate)}`;
  return year === null ? marks.noDates : `${marks.year}${year}${marks.noReleaseDate}`;
}

const genresOf = (genres: readonly NamedRow[]): string =>
  genres.length === 0 ? marks.noGenres : `${marks.genres}${namedList(genres)}${marks.genresEnd}`;

const numberOrNone = (value: ReplayGain | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);
const quoteOrNone = (text: string | undefined): string | undefined => (text === undefined ? undefined : quote(text));

/** Most tracks of platforms have none of these, and one mark then says so. */
function recordingOf(facts: RecordingFacts): string {
  const { composer, isrc: code, musicBrainzId: mbid, replayGain: gain, bpm: beats, explicit: words } = facts;
  if ((composer ?? code ?? mbid ?? gain ?? beats ?? words) === undefined) return marks.noDetails;
  const gains = gain === undefined ? undefined : pack(JSON.stringify(gain));
  const rest = isrc(quoteOrNone(code)) + musicBrainzId(quoteOrNone(mbid)) + replayGain(gains) + bpm(numberOrNone(beats));
  return `${quoteOrNone(composer) ?? 'null'}${rest}${explicit(numberOrNone(words))}${marks.addedAt}`;
}

function endingOf({ otherTitles, lyrics, coverId }: TrackRow): string {
  const cover = coverId === null ? 'null' : `${marks.coverId}${coverId}`;
  if (otherTitles === null && lyrics === null) return `${marks.noEnding}${cover}}`;
  return `${marks.otherTitles}${otherTitles ?? '[]'}${marks.lyrics}${quoteOrNull(lyrics)}${marks.cover}${cover}}`;
}

/**
 * The packed document of a track.
 * @param facts what its own song's metadata says
 * @param recording what is known of the recording: by its own song, its album and its other platforms' songs
 */
export function trackDocument(track: TrackRow, parts: TrackParts, facts: SongFacts, recording: RecordingFacts): string {
  const { id, name, platform, remoteId, addedAt } = track;
  const album = `${quoteOrNull(facts.album)}${marks.duration}${facts.durationMs}`;
  const whose = `${marks.platform}${quote(platform)}${marks.remoteId}${quote(remoteId)}`;
  const added = addedAt === null ? 'null' : `${marks.instant}${Math.trunc(addedAt)}`;
  const head = `${marks.id}${id}${marks.name}${quote(name)}${artistsOf(track, parts.artists)}${album}${whose}`;
  const middle = `${packedFiles(parts.files)}${aliasesOf(parts.aliases)}${placeOf(track)}${datesOf(track.year, recording.releaseDate)}`;
  return `${head}${middle}${genresOf(parts.genres)}${recordingOf(recording)}${added}${endingOf(track)}`;
}
