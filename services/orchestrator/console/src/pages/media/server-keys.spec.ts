import { describe, expect, it } from '@jest/globals';
import { isNeeded, keysOf } from './server-keys.js';

const setting = (key: string) => ({
  ...{ key, value: '', origin: 'default' as const, group: 'media', kind: 'text', range: '', defaultValue: null, help: '' },
  ...{ secret: false, belongsTo: 'work' as const },
});

describe('when the settings of a kind of media server are listed', () => {
  const settings = ['PLEX_LIBRARIES', 'PLEX_URL', 'PLEX_TOKEN', 'JELLYFIN_URL', 'PLEXUS_URL'].map(setting);

  it('takes those whose keys begin with its word, address and account first', () => {
    expect(keysOf(settings, 'plex').map(({ key }) => key)).toEqual(['PLEX_URL', 'PLEX_TOKEN', 'PLEX_LIBRARIES']);
    expect(keysOf(settings, 'soulsync')).toEqual([]);
  });

  it('knows which ones are needed', () => {
    expect(['PLEX_URL', 'NAVIDROME_PASSWORD', 'PLEX_LIBRARIES'].map((key) => isNeeded(setting(key)))).toEqual([true, true, false]);
  });
});
