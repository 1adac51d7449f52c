import { jsonObject } from '../catalogue/song-details.js';
import { type AlbumKind, isAlbumKind } from './album-kinds.js';
import { albumName } from './album-name.js';

/** A song with what decides its album and its genres. */
export interface SongToPlace {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  /** Parts joined by " / ". */
  readonly singers: string | undefined;
  readonly metadataJson: string | undefined;
}

/** What a song says about the release that it is on. */
export interface SongRelease {
  readonly platform: string;
  /** Without the number of the disc. */
  readonly album: string;
  readonly albumArtist: string | undefined;
  readonly firstArtist: string | undefined;
  readonly musicBrainzId: string | undefined;
  readonly remoteAlbumId: string | undefined;
  /** 0 if unknown, as the next one. */
  readonly discNumber: number;
  readonly trackNumber: number;
  readonly year: number | undefined;
  readonly releaseDate: string | undefined;
  readonly kind: AlbumKind | undefined;
}

const mostNumber = 99_999;

/** Undefined without the name of an album. */
export function songRelease({ platform, singers, metadataJson }: Omit<SongToPlace, 'id' | 'name'>): SongRelease | undefined {
  const said = new Said(jsonObject(metadataJson) ?? {});
  const album = said.text('album');
  if (album === undefined) return undefined;
  const { name, discNumber } = albumName(album);
  const releaseDate = said.text('release_date');
  const kind = said.text('album_kind');
  return {
    platform,
    album: name,
    albumArtist: said.text('album_artist'),
    firstArtist: singers?.split(' / ', 1)[0]?.trim() || undefined,
    musicBrainzId: said.text('musicbrainz_release_id'),
    remoteAlbumId: said.text('remote_album_id'),
    discNumber: said.number('disc_number') ?? discNumber ?? 0,
    trackNumber: said.number('track_number') ?? 0,
    year: said.number('year') ?? (releaseDate === undefined ? undefined : Number(releaseDate.slice(0, 4)) || undefined),
    releaseDate,
    kind: isAlbumKind(kind) ? kind : undefined,
  };
}

/** The genres that a song names, as written. */
export function songGenres(metadataJson: string | undefined): readonly string[] {
  const metadata = jsonObject(metadataJson) ?? {};
  const { genres } = metadata;
  const all = Array.isArray(genres) && genres.length > 0 ? genres : [metadata.genre];
  return all.filter((genre) => typeof genre === 'string');
}

/** Other programs wrote it too: values of the wrong type are unknown, but numbers in strings are read. */
class Said {
  constructor(private readonly metadata: Readonly<Record<string, unknown>>) {}

  text(key: string): string | undefined {
    const value = this.metadata[key];
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? value.trim() || undefined : undefined;
  }

  number(key: string): number | undefined {
    const value = Number(this.text(key));
    return Number.isInteger(value) && value > 0 && value <= mostNumber ? value : undefined;
  }
}
