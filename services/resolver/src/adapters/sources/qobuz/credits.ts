import type { SourceTrack } from '../../../core/sources/source-track.js';
import type { Track } from './wire.js';

/** Roles of those whom people see as a song's artists. */
const artistRoles: ReadonlySet<string> = new Set(['MainArtist', 'FeaturedArtist', 'Main Artist', 'Featured Artist']);

/** The performer, then the others whom the credits call artists. Names keep the separators in them. */
export function artistsOf({ performer, performers = '', album }: Track): SourceTrack['artists'] {
  const named = performers.split(' - ').flatMap(artistIn);
  const main = performer?.name ?? named[0] ?? album.artist?.name ?? '';
  if (main === '') return [];
  const others = [...new Set(named)].filter((name) => name !== main).map((name) => ({ remoteId: undefined, name }));
  return [{ remoteId: performer?.id === undefined ? undefined : String(performer.id), name: main }, ...others];
}

/** The name in one entry of the credits, such as `Earth, Wind & Fire, MainArtist, Producer`: whatever comes before the first role. */
function artistIn(entry: string): string[] {
  const parts = entry.split(', ').map((part) => part.trim());
  if (!parts.slice(1).some((part) => artistRoles.has(part))) return [];
  const roles = parts.findIndex((part, at) => at > 0 && (artistRoles.has(part) || isRole(part)));
  return [parts.slice(0, roles).join(', ')].filter((name) => name !== '');
}

/** Roles are written in one word: `AssociatedPerformer`. */
const isRole = (part: string): boolean => /^(?:[A-Z][a-z]+){2,}$/.test(part);
