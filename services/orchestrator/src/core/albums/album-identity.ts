import { foldedName, isVarious } from './album-name.js';
import type { SongRelease } from './song-release.js';

const separator = '\u001f';

/**
 * Songs with equal identities are on one album: by MusicBrainz release, else by album and album artist. Without an album
 * artist the platform's own album decides, or the folder of the files, so that two "Greatest Hits" stay two and a
 * compilation stays one; without that too, the artist credited first.
 */
export function albumIdentity(release: SongRelease): string {
  const { platform, album, albumArtist, firstArtist, musicBrainzId, remoteAlbumId } = release;
  if (musicBrainzId !== undefined) return `mbid${separator}${musicBrainzId}`;
  const name = foldedName(album);
  if (albumArtist !== undefined) {
    const artist = isVarious(albumArtist) ? 'various artists' : foldedName(albumArtist);
    return ['name', name, artist].join(separator);
  }
  if (remoteAlbumId !== undefined) return ['at', name, platform, remoteAlbumId].join(separator);
  return ['name', name, foldedName(firstArtist ?? '')].join(separator);
}
