import { join } from 'node:path';
import type { ServerTrack } from '../../../core/servers/values.js';
import { type FileRow, pathOf } from './index/file-row.js';

/** A file as callers see it. */
export function serverTrackOf(row: FileRow, dir: string): ServerTrack {
  const { id, title, credit, album, durationMs, isrc } = row;
  return { id, title, artists: credit.names, album, durationMs, isrc, path: join(dir, pathOf(row)) };
}
