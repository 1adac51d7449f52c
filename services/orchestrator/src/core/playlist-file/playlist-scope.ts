import { platformName } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { PlaylistToSync } from '../catalogue/catalogue-reader.js';

/** A playlist as its platform knows it. */
export interface PlaylistReference {
  readonly platform: string;
  readonly remoteId: string;
  /** The address it was given by, if it was. */
  readonly url: string | undefined;
}

/** A file of playlists that a user wrote. */
export interface PlaylistFile {
  /** Stable for a file, however often it is read. */
  readonly id: string;
  readonly name: string;
}

/** Limits a job to these playlists (behaviour 105). */
export interface PlaylistScope {
  /** Without repeats. */
  readonly playlists: readonly PlaylistReference[];
  /** The file they come from; they then get a pool of their own (behaviour 139). */
  readonly file: PlaylistFile | undefined;
}

/** A playlist of a scope that is in the catalogue. */
export interface ScopedPlaylist extends PlaylistToSync {
  readonly platform: string;
}

/** A job carries its scope, so it must fit into one message and one row. */
export const scopedPlaylistLimit = 10_000;

const platformForm = /^[a-z0-9][a-z0-9_-]{0,39}$/;
/** Characters that remote ids never contain; `\s` is allowed for ids of local playlists. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const control = /[\u0000-\u001f\u007f]/;
const longestText = 500;

const isPlatformName = (word: string): boolean => platformForm.test(word);
export const isRemoteId = (text: string): boolean => text !== '' && text.length <= longestText && !control.test(text);

/** References to the same playlist have the same key. */
export const keyOfReference = ({ platform, remoteId }: { platform: string; remoteId: string }): string => `${platform}\n${remoteId}`;

/** As a person would write it. */
export const textOfReference = ({ platform, remoteId, url }: PlaylistReference): string => url ?? `${platform},${remoteId}`;

/** The first of each playlist, in the order given. */
function withoutRepeats(references: readonly PlaylistReference[]): PlaylistReference[] {
  const first = new Map<string, PlaylistReference>();
  for (const reference of references) if (!first.has(keyOfReference(reference))) first.set(keyOfReference(reference), reference);
  return [...first.values()];
}

/** The same scope with its platforms renamed; two references to one playlist become one. */
export function withPlatforms(scope: PlaylistScope, rename: (platform: string) => string): PlaylistScope {
  return { ...scope, playlists: withoutRepeats(scope.playlists.map((one) => ({ ...one, platform: rename(one.platform) }))) };
}

/**
 * Parses a caller's scope; undefined if there is none.
 * @throws Fault `invalid_argument`
 */
export function parseScope(playlists: readonly PlaylistReference[], file: PlaylistFile): PlaylistScope | undefined {
  const hasFile = file.id !== '' || file.name !== '';
  if (playlists.length === 0 && !hasFile) return undefined;
  if (playlists.length === 0) throw new Fault('invalid_argument', `the playlist file "${file.name}" names no playlist`);
  if (playlists.length > scopedPlaylistLimit) throw new Fault('invalid_argument', `more than ${scopedPlaylistLimit} playlists`);
  const named = playlists.map((one) => ({ ...one, platform: platformName(one.platform) }));
  for (const reference of named) {
    if (isPlatformName(reference.platform) && isRemoteId(reference.remoteId) && (reference.url ?? '').length <= 4 * longestText) continue;
    throw new Fault('invalid_argument', `"${reference.platform},${reference.remoteId}" is not a playlist reference`);
  }
  if (hasFile && (!isRemoteId(file.id) || !isRemoteId(file.name))) {
    throw new Fault('invalid_argument', 'a playlist file needs an id and a name of at most 500 characters each');
  }
  return { playlists: withoutRepeats(named), file: hasFile ? file : undefined };
}
