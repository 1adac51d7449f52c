import { type AudioTags, extensionOf, type FileKey } from './model.js';
import { describeTitle, identityForm } from './track-description.js';

/** A file with what its tags say. */
export interface TaggedFile extends FileKey {
  readonly tags: AudioTags;
}

/** Encoders add and remove some silence. */
const sameLengthMs = 2000;
/** Tagging anew changes no length at all; different measurements of one file may. */
const exactLengthMs = 100;

/**
 * Whether a file with other audio that has taken the place of an earlier one is the same song, such as a better encoding: by title and
 * artists, or, if neither file has a title, by length.
 * @param audioIsKnown false if the earlier file was read before audio was compared: then one of the same kind and length was only
 *   tagged anew
 */
export function isSameSong(before: TaggedFile, now: TaggedFile, audioIsKnown: boolean): boolean {
  if (!audioIsKnown && extensionOf(before.path) === extensionOf(now.path) && differ(before, now, exactLengthMs) === false) return true;
  if (before.tags.title === undefined && now.tags.title === undefined) return differ(before, now, sameLengthMs) !== true;
  return nameOf(before) === nameOf(now);
}

function nameOf(file: TaggedFile): string {
  const { title, artists } = describeTitle(file);
  return JSON.stringify([title, ...artists].map(identityForm));
}

/** Undefined if a length is unknown. */
function differ(before: TaggedFile, now: TaggedFile, byMoreThanMs: number): boolean | undefined {
  const [a, b] = [before.tags.durationMs, now.tags.durationMs];
  return a === undefined || b === undefined ? undefined : Math.abs(a - b) > byMoreThanMs;
}
