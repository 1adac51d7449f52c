import { tidalAnswers, tidalState } from '@catalogsync/testkit';
import { tidal as definition } from '../../src/adapters/sources/tidal/definition.js';
import { opening, type Platform } from './platform.js';

const listId = (last: number): string => `7ab5d2b6-93fb-4181-a008-00000000000${last}`;
const { clientId, clientSecret } = tidalState();

export const tidal: Platform = {
  name: 'tidal',
  answers: () => tidalAnswers(),
  open: opening(definition, (url) => ({
    TIDAL_CLIENT_ID: clientId,
    TIDAL_CLIENT_SECRET: clientSecret,
    TIDAL_URL: url,
    TIDAL_PLAYLISTS: `${listId(1)},${listId(2)}`,
    TIDAL_CHARTS: listId(3),
  })),
  idOf: (number) => String(80_000_000 + number),
  playlists: [listId(1), listId(2)],
  charts: [{ id: listId(3) }],
  chart: listId(3),
  secrets: [clientSecret, 'tidal-token-'],
  troubles: {
    hint: /TIDAL_CLIENT_ID and TIDAL_CLIENT_SECRET/,
    manySongs: 45,
    totals: ['a chart', 'a playlist'],
    dated: true,
    noFiles: true,
  },
};
