import { readConfig } from '@catalogsync/runtime';
import { miguAnswers } from '@catalogsync/testkit';
import { migu as definition } from '../../src/adapters/sources/migu/definition.js';
import { type PlatformSource, startPlatform } from './platform-under-test.js';

export const miguPlatform: PlatformSource = {
  name: 'migu',
  answers: miguAnswers,
  open: (url, http) =>
    definition.open(readConfig(definition.keys, { MIGU_ENABLED: 'yes', MIGU_URL: url, MIGU_REQUESTS_PER_SECOND: '50' }), { http }),
  idOf: (number) => `6005470196${number}-60091${String(3_000_000_000 + number)}`,
  files: /^\/files\//,
};

export const migu = () => startPlatform(miguPlatform);
