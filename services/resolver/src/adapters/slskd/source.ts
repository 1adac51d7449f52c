import type { HttpClient } from '@catalogsync/outbound-http';
import type { Source } from '../../core/sources/source.js';
import { SlskdClient, type SlskdSettings } from './client.js';
import { SlskdSource } from './slskd-source.js';
import type { SlskdPace } from './transfer.js';

export interface SlskdOptions extends SlskdSettings {
  /** The daemon's download folder as this machine sees it; empty for none. */
  readonly downloadsFolder: string;
  readonly pace: SlskdPace;
}

/**
 * Soulseek through the user's own slskd. The network bans who searches too fast: 35 searches in 220 s are known
 * to be safe.
 */
export function slskdSource(options: SlskdOptions, http: HttpClient): Source {
  const songs = new SlskdSource(new SlskdClient(http, options), options.downloadsFolder, options.pace);
  return {
    name: 'soulseek',
    aliases: ['slskd'],
    configured: options.url !== '' && options.apiKey !== '' && options.downloadsFolder !== '',
    limits: { concurrency: 2, rate: { tokens: 35, perMs: 220_000 } },
    searcher: songs,
    fetcher: songs,
    health: songs,
  };
}
