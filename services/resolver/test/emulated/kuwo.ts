import { readConfig } from '@catalogsync/runtime';
import { kuwoAnswers } from '@catalogsync/testkit';
import { kuwo as definition } from '../../src/adapters/sources/kuwo/definition.js';
import { type PlatformSource, startPlatform } from './platform-under-test.js';

export const kuwoPlatform: PlatformSource = {
  name: 'kuwo',
  answers: kuwoAnswers,
  open: (url, http) =>
    definition.open(readConfig(definition.keys, { KUWO_ENABLED: 'yes', KUWO_URL: url, KUWO_REQUESTS_PER_SECOND: '50' }), { http }),
  idOf: (number) => String(400_000_000 + number),
  files: /^\/files\//,
};

export const kuwo = () => startPlatform(kuwoPlatform);
