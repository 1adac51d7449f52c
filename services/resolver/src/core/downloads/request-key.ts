import { foldText } from '@catalogsync/catalog';
import type { DownloadRequest } from './model.js';

/**
 * Text that is equal for requests of the same song from the same sources at the same quality (behaviour 195):
 * by the song's id where it has one, else by what it is called. '' and 0 stand for unknown: keys are stored.
 */
export function requestKeyText({ target, sources, qualityProfile = '' }: DownloadRequest): string {
  const { platform = '', remoteId, title, artists, album = '', durationMs = 0 } = target;
  const song =
    remoteId === undefined ? [foldText(title), artists.map(foldText), foldText(album), Math.round(durationMs / 1000)] : [remoteId];
  return JSON.stringify([platform, ...song, sources, qualityProfile]);
}
