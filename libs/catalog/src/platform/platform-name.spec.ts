import { describe, expect, it } from '@jest/globals';
import { platformName } from './platform-name.js';

describe('when a platform or source is named', () => {
  it.each([
    ['QQMusicClient', 'qq'],
    ['MiguMusicClient', 'migu'],
    ['NeteaseMusicClient', 'netease'],
    ['KuwoMusicClient', 'kuwo'],
    ['QianqianMusicClient', 'qianqian'],
    ['SoundCloudMusicClient', 'soundcloud'],
    ['DeezerClient', 'deezer'],
    [' Kuwo ', 'kuwo'],
    ['qq', 'qq'],
    ['MusicClient', 'musicclient'],
    ['', ''],
  ])('%s is %s (27)', (written, name) => {
    expect(platformName(written)).toBe(name);
  });
});
