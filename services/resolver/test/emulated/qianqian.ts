import { readConfig } from '@catalogsync/runtime';
import { qianqianAnswers, qianqianSecret } from '@catalogsync/testkit';
import { qianqian as definition } from '../../src/adapters/sources/qianqian/definition.js';
import { type PlatformSource, startPlatform } from './platform-under-test.js';

export const qianqianPlatform: PlatformSource = {
  name: 'qianqian',
  answers: qianqianAnswers,
  open: (url, http) =>
    definition.open(
      readConfig(definition.keys, { QIANQIAN_SECRET: qianqianSecret, QIANQIAN_URL: url, QIANQIAN_REQUESTS_PER_SECOND: '50' }),
      { http },
    ),
  idOf: (number) => `T${10_000_000_000 + number}`,
  files: /^\/files\//,
  secrets: [qianqianSecret],
};

export const qianqian = () => startPlatform(qianqianPlatform);
