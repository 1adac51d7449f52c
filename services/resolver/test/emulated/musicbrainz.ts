import { musicBrainzAnswers, musicBrainzState } from '@catalogsync/testkit';
import { musicbrainz as definition } from '../../src/adapters/sources/musicbrainz/definition.js';
import { opening, type Platform } from './platform.js';

const releases = ['a5ce1d11-2e32-45a4-b37f-c1589d46b103', 'dc3ee2df-0bc1-49eb-b8c4-34473d279a43'] as const;

export const musicbrainz: Platform = {
  name: 'musicbrainz',
  answers: () => musicBrainzAnswers(musicBrainzState()),
  open: opening(definition, (url) => ({
    MUSICBRAINZ_URL: `${url}/ws/2`,
    MUSICBRAINZ_CONTACT: 'me@example.org',
    MUSICBRAINZ_PLAYLISTS: releases.join(','),
    MUSICBRAINZ_PAUSE_MS: '0',
  })),
  idOf: (number) => `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`,
  odd: { title: 'Night (Ferry) "$[x]`;?#%00&\' AND' },
  ext: 'wav',
  playlists: releases,
  troubles: { hint: /MUSICBRAINZ_CONTACT/, manySongs: 40, totals: ['a playlist'], noFiles: true },
};
