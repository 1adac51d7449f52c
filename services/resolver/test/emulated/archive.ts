import { archiveAnswers } from '@catalogsync/testkit';
import { archive as definition } from '../../src/adapters/sources/archive/definition.js';
import { opening, type Platform } from './platform.js';

/** Collections are its playlists: what they hold are items, and each of these once. */
export const archive: Platform = {
  name: 'archive',
  answers: () => archiveAnswers(),
  open: opening(definition, (url) => ({
    ARCHIVE_URL: url,
    ARCHIVE_ENABLED: 'yes',
    ARCHIVE_CONTACT: 'me@example.org',
    ARCHIVE_COLLECTIONS: 'netlabels,etree',
    ARCHIVE_PLAYLISTS: 'item-1,netlabels',
    ARCHIVE_ITEMS: '50',
  })),
  idOf: (number) => `item-${number}/Song.wav`,
  odd: { id: 'low-tide-breakwater/side b/..\\"$(x)`;?#%00&\'.wav', title: 'Night Ferry' },
  ext: 'wav',
  playlists: ['netlabels', 'etree'],
  charts: [{ id: 'netlabels' }, { id: 'etree' }],
  chart: 'week:netlabels',
  files: /^\/(download|stored)\//,
  troubles: { hint: /ARCHIVE_CONTACT/, manySongs: 40, totals: [], noRepeats: true, dated: true },
};
