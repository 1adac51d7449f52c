import { foldText } from '@catalogsync/catalog';
import type { DownloadRequest } from './model.js';

/**
 * A key that is equal for requests for the same song, sources and quality (behaviour 195): by the song's id if it has
 * one, else by its names. '' and 0 stand for unknown: keys are stored.
 */
export function requestKeyText({ target, sources, qualityProfile = '' }: DownloadRequest): string {
  const { platform = '', remoteId, title, artists, album = '', durationMs = 0 } = target;
  const song =
    remoteId === undefined ? [foldText(title), artists.map(foldText), foldText(album), Math.round(durationMs / 1000)] : [remoteId];
  return JSON.stringify([platform, ...song, sources, qualityProfile]);
}
