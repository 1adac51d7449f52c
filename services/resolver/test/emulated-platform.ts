import type { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigKeys, readConfig } from '@catalogsync/runtime';
import { neteaseAnswers, type PlatformAnswers, qqAnswers } from '@catalogsync/testkit';
import { netease } from '../src/adapters/sources/netease/definition.js';
import { qq } from '../src/adapters/sources/qq/definition.js';
import type { OpenedSource, SourceDefinition } from '../src/adapters/sources/source-definition.js';

/** A platform with an emulator, and its source as a user sets it up. */
export interface EmulatedPlatform {
  readonly answers: PlatformAnswers;
  readonly open: (url: string, http: HttpClient) => OpenedSource;
  /** In the platform's own form. */
  readonly songIds: readonly string[];
  readonly playlistIds: readonly string[];
  readonly chartId: string;
  /** The chart's id as the source says it. */
  readonly chart: string;
  /** The key that helps where the platform wants a log-in. */
  readonly sessionKey: string;
}

function opening<K extends ConfigKeys>(definition: SourceDefinition<K>, key: string): EmulatedPlatform['open'] {
  return (url, http) =>
    definition.open(readConfig(definition.keys, { [`${key}_ENABLED`]: 'yes', [`${key}_URL`]: url, [`${key}_REQUESTS_PER_SECOND`]: '50' }), {
      http,
    });
}

const numbered = (count: number, idOf: (digits: string) => string): string[] =>
  Array.from({ length: count }, (_, at) => idOf(String(at + 1).padStart(2, '0')));

export const emulatedPlatforms: Readonly<Record<string, EmulatedPlatform>> = {
  netease: {
    ...{ answers: neteaseAnswers, open: opening(netease, 'NETEASE'), sessionKey: 'NETEASE_COOKIE' },
    songIds: numbered(6, (digits) => `19000000${digits}`),
    playlistIds: ['5000000001', '5000000002'],
    ...{ chartId: '3778678', chart: '3778678' },
  },
  qq: {
    ...{ answers: qqAnswers, open: opening(qq, 'QQ'), sessionKey: 'QQ_COOKIE' },
    songIds: numbered(6, (digits) => `001AAAAAAAAA${digits}`),
    playlistIds: ['7000000001', '7000000002'],
    ...{ chartId: '26', chart: 'toplist/26' },
  },
};
