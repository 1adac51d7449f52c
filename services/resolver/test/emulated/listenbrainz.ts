import { listenBrainzAnswers, listenBrainzState } from '@catalogsync/testkit';
import { listenbrainz as definition } from '../../src/adapters/sources/listenbrainz/definition.js';
import { opening, type Platform } from './platform.js';

const token = 'b6f0c1aa-token-5501';

export const listenbrainz: Platform = {
  name: 'listenbrainz',
  answers: () => listenBrainzAnswers(listenBrainzState('example-user', token)),
  open: opening(definition, (url) => ({ LISTENBRAINZ_URL: url, LISTENBRAINZ_ENABLED: 'yes', LISTENBRAINZ_TOKEN: token })),
  idOf: (number) => `11111111-2222-4333-8444-${String(number).padStart(12, '0')}`,
  odd: { title: 'Night Ferry "$(x)`;?#%00&\'' },
  ext: 'wav',
  playlists: ['7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11', '2f6d5f0e-6a7b-4a40-8a51-94bb5c0f3d22'],
  charts: ['week', 'month', 'year', 'all_time'].map((id) => ({ id })),
  chart: 'sitewide:week',
  secrets: [token],
  // Its answer to a search is one flat object.
  troubles: { hint: /LISTENBRAINZ_TOKEN/, manySongs: 40, totals: ['a chart'], plain: ['a search'], noFiles: true },
};
