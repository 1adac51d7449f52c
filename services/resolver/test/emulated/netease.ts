import { neteaseAnswers } from '@catalogsync/testkit';
import { netease as definition } from '../../src/adapters/sources/netease/definition.js';
import { opening, type Platform } from './platform.js';

const session = 'own-session-0123456789';

/** The odd song's id has more digits than a number holds. */
export const netease: Platform = {
  name: 'netease',
  answers: () => neteaseAnswers,
  open: opening(definition, (url) => ({ NETEASE_ENABLED: 'yes', NETEASE_URL: url, NETEASE_COOKIE: session })),
  idOf: (number) => String(1_900_000_000 + number),
  odd: { id: '9007199254740993', title: 'Night Ferry' },
  playlists: ['5000000001', '5000000002'],
  charts: [{ id: '3778678' }],
  chart: '3778678',
  secrets: [session],
  files: /^\/files\//,
  troubles: { hint: /NETEASE_COOKIE/, manySongs: 1050, totals: ['a chart', 'a playlist'] },
};
