import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { filesInThread } from './adapters/playlist-forms/files-in-thread.js';
import type { PlaylistRecogniser } from './core/playlist-file/playlist-recogniser.js';
import type { FileReading } from './core/playlist-file/read-playlist-file.js';

/** Half of a SHA-256, as hex: ids of songs and lists that have none of their own. */
const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32);

/** How playlist files are read, by the service and by commands that check a file before they start it. */
export const fileReading = (recogniser: PlaylistRecogniser): FileReading => ({
  recogniser,
  files: filesInThread,
  digest,
  nextTurn,
});
