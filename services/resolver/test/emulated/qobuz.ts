import { qobuzAnswers, qobuzCaller } from '@catalogsync/testkit';
import { qobuz as definition } from '../../src/adapters/sources/qobuz/definition.js';
import { opening, type Platform } from './platform.js';

export const qobuz: Platform = {
  name: 'qobuz',
  answers: () => qobuzAnswers(),
  open: opening(definition, (url) => ({
    QOBUZ_APP_ID: qobuzCaller.appId,
    QOBUZ_USER_TOKEN: qobuzCaller.userToken,
    QOBUZ_URL: `${url}/api.json/0.2`,
    QOBUZ_PLAYLISTS: '3000001,3000002',
  })),
  idOf: (number) => String(70_000_000 + number),
  playlists: ['3000001', '3000002'],
  charts: [{ id: '3000003', group: 'editor-picks' }],
  chart: '3000003',
  secrets: [qobuzCaller.userToken],
  troubles: { hint: /QOBUZ_APP_ID, and QOBUZ_USER_TOKEN/, manySongs: 620, totals: ['a chart', 'a playlist'], dated: true, noFiles: true },
};
