import { qqAnswers } from '@catalogsync/testkit';
import { qq as definition } from '../../src/adapters/sources/qq/definition.js';
import { held } from './held-songs.js';
import { onPlatform } from './on-platform.js';

/** No id here is odd: mids are letters, digits and nothing else. */
export const qq = () =>
  onPlatform(definition, qqAnswers, {
    songs: [
      { ...held('001AAAAAAAAA01', 'Harbour Lights', 41), ext: 'mp3' },
      { ...held('003OUlho2HcRHC', "Night's <Ferry> & Co", 42), ext: 'mp3' },
    ],
    playlistIds: ['7000000001', '7000000002'],
    chartIds: ['26'],
    settings: (url) => ({
      QQ_ENABLED: 'yes',
      QQ_URL: url,
      QQ_REQUESTS_PER_SECOND: '50',
      QQ_COOKIE: 'uin=o012345; qqmusic_key=own-key-0123456789',
    }),
    secrets: ['own-key-0123456789'],
    files: /^\/stream\//,
  });
