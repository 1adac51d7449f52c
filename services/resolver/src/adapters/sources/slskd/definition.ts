import type { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigValues, httpAddress, integer, path, text } from '@catalogsync/runtime';
import { contractsOf } from '../../../core/sources/source.js';
import { defineSource, type OpenedSource } from '../source-definition.js';
import { SlskdClient } from './client.js';
import { SlskdSource } from './slskd-source.js';
import type { SlskdPace } from './transfer.js';

const keys = {
  SLSKD_URL: httpAddress({ help: 'Address of your slskd, the Soulseek daemon; empty for none.', default: '', defaultText: 'none' }),
  SLSKD_API_KEY: text({ help: 'Its API key.', default: '', defaultText: 'none', secret: true }),
  SLSKD_DOWNLOADS_DIR: path({
    help: 'Download folder of slskd as this machine sees it; finished files are moved out of it.',
    default: '',
    defaultText: 'none',
  }),
  SLSKD_SEARCH_SECONDS: integer({
    help: 'How long Soulseek peers have to answer a search.',
    default: 15,
    min: 5,
    max: 120,
    unit: 'seconds',
  }),
  SLSKD_QUEUE_MINUTES: integer({
    help: 'How long a file may wait in the queue of one peer before another peer is tried.',
    default: 10,
    min: 1,
    max: 1440,
    unit: 'minutes',
  }),
};

/** Soulseek through the user's own slskd. */
export const soulseek = defineSource({
  name: 'soulseek',
  aliases: ['slskd'],
  keys,
  open: (config, { http }) =>
    slskdSource(config, http, {
      searchTimeoutMs: config.SLSKD_SEARCH_SECONDS * 1000,
      pollMs: 1000,
      queueTimeoutMs: config.SLSKD_QUEUE_MINUTES * 60_000,
      stallTimeoutMs: 120_000,
    }),
});

type SlskdConfig = Pick<ConfigValues<typeof keys>, 'SLSKD_URL' | 'SLSKD_API_KEY' | 'SLSKD_DOWNLOADS_DIR'>;

/** The network bans whoever searches too fast: 35 searches in 220 s are known to be safe. @internal for tests */
export function slskdSource(config: SlskdConfig, http: HttpClient, pace: SlskdPace): OpenedSource {
  const { SLSKD_URL: url, SLSKD_API_KEY: apiKey, SLSKD_DOWNLOADS_DIR: downloadsFolder } = config;
  return {
    configured: url !== '' && apiKey !== '' && downloadsFolder !== '',
    limits: { concurrency: 2, rate: { tokens: 35, perMs: 220_000 } },
    ...contractsOf(new SlskdSource(new SlskdClient(http, { url, apiKey }), downloadsFolder, pace)),
  };
}
