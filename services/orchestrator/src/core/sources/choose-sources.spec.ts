import { describe, expect, it } from '@jest/globals';
import { chooseSources, properNames, properPlatform } from './choose-sources.js';
import type { Source } from './source-catalog.js';

const source = (name: string, more: Partial<Source> = {}): Source => ({
  name,
  configured: true,
  lists: true,
  hasLocalFiles: false,
  ...more,
});
const all = [source('qq'), source('deezer', { aliases: ['deezer_dl'] }), source('tidal', { configured: false, aliases: ['tidal_dl'] })];

describe('when sources are named', () => {
  it('takes names, aliases and the names of an earlier tool, each source once and in the order given (27, 205)', () => {
    expect(properNames(all, ['DeezerMusicClient', ' QQ ', 'deezer_dl', 'qq'])).toEqual(['deezer', 'qq']);
    expect(chooseSources(all, ['Deezer_DL', 'QQMusicClient']).map(({ name }) => name)).toEqual(['qq', 'deezer']);
  });

  it('refuses an unknown one and lists those there are', () => {
    expect(() => properNames(all, ['dee'])).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: 'Known are: qq, deezer, tidal.' }),
    );
  });

  it('refuses one that is not configured, whatever it is called', () => {
    expect(() => chooseSources(all, ['tidal_dl'])).toThrow(expect.objectContaining({ code: 'failed_precondition' }));
  });

  it('keeps platforms that no source serves', () => {
    expect(['MiguMusicClient', 'deezer_dl', 'spotify'].map((name) => properPlatform(all, name))).toEqual(['migu', 'deezer', 'spotify']);
  });
});
