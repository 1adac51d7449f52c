import type { FileSong, Unread } from './contents.js';
import { artistsIn, lengthOf } from './song-text.js';

const idForm = /^[A-Za-z0-9]{22}$/;
const uriForm = /^spotify:(track|episode|local|show|audiobook|chapter):(.*)$/s;
const addressForm = /^https?:\/\/open\.spotify\.com\/(?:intl-[a-z-]+\/)?(track|episode)\/([A-Za-z0-9]{22})(?:[/?#]|$)/i;

/** What a Spotify URI, address or bare id names. */
type SpotifyItem =
  | { readonly kind: 'track'; readonly id: string }
  | { readonly kind: 'local'; readonly song: Omit<FileSong, 'line'> }
  | { readonly kind: 'other'; readonly what: string };

export const isSpotifyUri = (text: string): boolean => uriForm.test(text.trim());

/** Undefined if it is not Spotify's. */
function spotifyItem(text: string): SpotifyItem | undefined {
  const bare = text.trim();
  if (idForm.test(bare)) return { kind: 'track', id: bare };
  const [, kind, rest] = uriForm.exec(bare) ?? addressForm.exec(bare) ?? [];
  if (kind === undefined || rest === undefined) return undefined;
  switch (kind.toLowerCase()) {
    case 'track':
      return { kind: 'track', id: rest };
    case 'local':
      return { kind: 'local', song: localSong(rest) };
    case 'episode':
      return { kind: 'other', what: 'a podcast episode' };
    default:
      return { kind: 'other', what: 'an audiobook or a show' };
  }
}

/** `Artist:Album:Title:seconds`, form-encoded. */
function localSong(text: string): Omit<FileSong, 'line'> {
  const [artist, album, title, seconds] = text.split(':').map(formDecoded);
  return { name: title || undefined, singers: artistsIn(artist), album: album || undefined, durationMs: lengthOf(seconds, 1000) };
}

function formDecoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced).trim();
  } catch {
    // A stray % is not an encoding.
    return spaced.trim();
  }
}

/** The song of a row with this URI: what the row says, filled up from a local file's URI. */
export function withSpotifyUri(song: FileSong, uri: string): FileSong | Unread {
  const item = spotifyItem(uri);
  switch (item?.kind) {
    case 'track':
      return { ...song, id: { platform: 'spotify', remoteId: item.id } };
    case 'local': {
      const { name, singers, album, durationMs } = item.song;
      return {
        ...song,
        name: song.name ?? name,
        singers: song.singers.length > 0 ? song.singers : singers,
        album: song.album ?? album,
        durationMs: song.durationMs ?? durationMs,
      };
    }
    case 'other':
      return { line: song.line, text: song.name ?? uri, reason: `${item.what}, not a song` };
    case undefined:
      return uri === '' ? song : { ...song, addresses: [uri] };
  }
}
