import { kuwoAnswers } from '@catalogsync/testkit';
import { kuwo as definition } from '../../src/adapters/sources/kuwo/definition.js';
import { type PlatformSource, startPlatform } from './platform-under-test.js';

export const kuwoPlatform: PlatformSource = {
  name: 'kuwo',
  answers: kuwoAnswers,
  open: (url, http) => definition.open({ KUWO_ENABLED: 'yes', KUWO_PLAYLISTS: [], KUWO_RECOMMENDED: 100, KUWO_URL: url }, { http }),
  idOf: (number) => String(400_000_000 + number),
  files: /^\/files\//,
};

export const kuwo = () => startPlatform(kuwoPlatform);
