import type { ServerAlbum, ServerArtist, ServerTrack } from '../../../core/servers/values.js';
import type { Item } from './wire.js';

/** Members of tracks that are sent only on request. */
export const trackFields = ['Path'] as const;

export function trackOf(item: Item): ServerTrack {
  const { Id, Name = '', Album, RunTimeTicks = 0, Path } = item;
  const durationMs = Math.round(RunTimeTicks / 10_000);
  return {
    id: Id,
    title: Name,
    artists: artistsOf(item),
    ...(Album ? { album: Album } : {}),
    ...(durationMs > 0 ? { durationMs } : {}),
    ...(Path ? { path: Path } : {}),
  };
}

/** Files without a tag for the track's artist have only that of the album. */
function artistsOf({ Artists = [], AlbumArtist }: Item): readonly string[] {
  const named = Artists.filter((name) => name !== '');
  return named.length > 0 || !AlbumArtist ? named : [AlbumArtist];
}

export function artistOf({ Id, Name = '', SortName, Genres, ProviderIds }: Item): ServerArtist {
  const musicBrainzId = ProviderIds?.MusicBrainzArtist;
  return {
    id: Id,
    name: Name,
    ...(SortName ? { sortName: SortName } : {}),
    ...(Genres === undefined ? {} : { genres: Genres }),
    ...(musicBrainzId ? { musicBrainzId } : {}),
  };
}

export function albumOf({ Id, Name = '', AlbumArtist, AlbumArtists = [], ProductionYear = 0, DateCreated }: Item): ServerAlbum {
  const addedAt = timeOf(DateCreated);
  return {
    id: Id,
    name: Name,
    artist: AlbumArtist || AlbumArtists.map((artist) => artist.Name ?? '').join(' & '),
    ...(ProductionYear > 0 ? { year: ProductionYear } : {}),
    ...(addedAt === undefined ? {} : { addedAt }),
  };
}

/** Milliseconds since 1970; the year 1 stands for unknown. */
export function timeOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? '');
  return time > 0 ? time : undefined;
}
