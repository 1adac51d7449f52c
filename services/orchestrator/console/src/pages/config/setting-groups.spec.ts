import { describe, expect, it } from '@jest/globals';
import { groupsOf } from './setting-groups.js';
import type { Setting } from './use-configuration.js';

const setting = (key: string, help: string, belongsTo: 'machine' | 'work' = 'work'): Setting => ({
  ...{ key, help, belongsTo, group: 'resolver', value: '', origin: 'default', kind: 'text', range: '', defaultValue: '', secret: false },
});

const settings = [
  setting('NETEASE_URL', 'Address of NetEase Cloud Music.', 'machine'),
  setting('NETEASE_PLAYLISTS', 'Ids of further playlists of NetEase to list.'),
  setting('BRAND_NEW', 'Only the service has words for it.'),
];

const chinese: Readonly<Record<string, string>> = {
  NETEASE_URL: '网易云音乐的地址。',
  NETEASE_PLAYLISTS: '另外要列出的网易云歌单的编号。',
};

const found = (text: string, helpOf = (key: string): string | undefined => chinese[key]): string[] =>
  groupsOf(settings, { text, group: undefined, onlySet: false, isChanged: () => false, helpOf }).flatMap((group) =>
    group.settings.map(({ key }) => key),
  );

describe('when a setting is sought on the Chinese page', () => {
  it('is found by Chinese words and by English ones, in any order', () => {
    expect(found('网易云')).toEqual(['NETEASE_PLAYLISTS', 'NETEASE_URL']);
    expect(found('歌单 网易')).toEqual(['NETEASE_PLAYLISTS']);
    expect(found('cloud music')).toEqual(['NETEASE_URL']);
    expect(found('netease 地址')).toEqual(['NETEASE_URL']);
  });

  it('is found by its key, and by the help of the service where there is no other', () => {
    expect(found('netease_pl')).toEqual(['NETEASE_PLAYLISTS']);
    expect(found(' only the service ')).toEqual(['BRAND_NEW']);
  });

  it('all are shown while nothing is sought', () => {
    expect(found('')).toHaveLength(settings.length);
    expect(found('  ')).toHaveLength(settings.length);
  });
});

describe('when a setting is sought on the English page', () => {
  it('is found by English words only', () => {
    expect(found('playlists netease', () => undefined)).toEqual(['NETEASE_PLAYLISTS']);
    expect(found('网易云', () => undefined)).toEqual([]);
  });
});
