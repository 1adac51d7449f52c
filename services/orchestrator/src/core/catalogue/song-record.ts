import type { Track } from '../sources/source-catalog.js';
import { BY_NAME, type SongArtist, singersText, songArtists } from './song-artists.js';
import { jsonObject } from './song-details.js';

/** What the catalogue stores about a song. */
export interface SongRecord {
  readonly name: string;
  readonly singers: string | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly metadataJson: string | undefined;
  /** Milliseconds since 1970. */
  readonly addedAt: number | undefined;
}

export interface SongSaying {
  readonly track: Track;
  /** What it leaves out is not so; else it is only unknown. */
  readonly isWhole: boolean;
}

/** Fields that a source does not know do not erase known values. */
export function songRecord({ track, isWhole }: SongSaying, before: SongRecord | undefined): SongRecord {
  return {
    name: track.name,
    singers: singersText(track.artists) ?? before?.singers,
    ext: track.ext ?? before?.ext,
    fileSizeBytes: track.fileSizeBytes ?? before?.fileSizeBytes,
    metadataJson: mergeMetadata(before?.metadataJson, track, isWhole),
    addedAt: earlier(before?.addedAt, track.addedAt),
  };
}

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

const musicBrainzId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The artists of a song as it is stored: the tags of its file may name their MusicBrainz ids. */
export function artistsOf({ artists }: Track, { metadataJson }: SongRecord): readonly SongArtist[] {
  // Most songs have none, and then nothing needs to be parsed.
  const ids = metadataJson?.includes('"musicbrainz_artist_ids"') ? jsonObject(metadataJson)?.musicbrainz_artist_ids : undefined;
  const usable = Array.isArray(ids) && ids.every((id) => typeof id === 'string' && musicBrainzId.test(id));
  return songArtists(artists, usable ? ids : undefined);
}

/** An artist known only by name keeps the first spelling, because spellings differ between tracks. */
export function artistName({ remoteId, name }: SongArtist, before: string | undefined): string {
  return before !== undefined && remoteId.startsWith(BY_NAME) ? before : name;
}

/** Keys of `songs.metadata_json` that come from a track. Other keys in it belong to their writers. */
function known(track: Track): Readonly<Record<string, unknown>> {
  return {
    duration_ms: track.durationMs,
    album: track.album,
    album_artist: track.albumArtist,
    isrc: track.isrc,
    cover_url: track.coverUrl,
    track_number: track.trackNumber,
    disc_number: track.discNumber,
    year: track.year,
    genre: track.genre,
    other_names: track.otherNames,
    source: track.more,
    composer: track.composer,
    genres: track.genres,
    bpm: track.bpm,
    explicit: track.explicit,
    release_date: track.releaseDate,
    album_kind: track.albumKind,
    musicbrainz_recording_id: track.musicBrainzRecordingId,
    musicbrainz_release_id: track.musicBrainzReleaseId,
    musicbrainz_artist_ids: track.musicBrainzArtistIds,
    replay_gain: track.replayGain,
    remote_album_id: track.remoteAlbumId,
  };
}

/**
 * The new `metadata_json`: the track's values over the existing ones. Absent fields erase nothing. Keys keep their
 * order, so that equal content gives equal text. A whole description erases what it leaves out. @internal for tests
 */
export function mergeMetadata(before: string | undefined, track: Track, isWhole = false): string | undefined {
  const fresh = JSON.stringify(known(track));
  // Most songs are new or unchanged, and then nothing needs to be parsed.
  if (before === undefined) return fresh === '{}' ? undefined : fresh;
  if (before === fresh) return before;
  // Text that is not an object is an older program's, and kept.
  const merged: Record<string, unknown> = jsonObject(before) ?? (before === '' ? {} : { legacy_metadata: before });
  for (const [key, value] of Object.entries(known(track))) {
    if (value !== undefined) merged[key] = value;
    else if (isWhole) delete merged[key];
  }
  if (Object.keys(merged).length === 0) return isWhole ? undefined : before;
  return JSON.stringify(merged);
}
