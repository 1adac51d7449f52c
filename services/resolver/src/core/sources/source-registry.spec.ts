import { describe, expect, it } from '@jest/globals';
import { SourceRegistry } from './source-registry.js';

describe('when a source is named', () => {
  it('is found by its name, its aliases and the name of its client, and by nothing else (204, 205)', () => {
    const deezer = { name: 'deezer', configured: true, aliases: ['deezer_dl'] };
    const registry = new SourceRegistry([{ name: 'qq', configured: true }, deezer]);
    expect(registry.get('deezer')).toBe(deezer);
    expect(registry.get('deezer_dl')).toBe(deezer);
    expect(registry.get('DeezerMusicClient')).toBe(deezer);
    expect(registry.find('dee')).toBeUndefined();
    expect(() => registry.get('dee')).toThrow(expect.objectContaining({ code: 'not_found', hint: 'There are: qq, deezer.' }));
  });

  it('never names two sources', () => {
    const two = [
      { name: 'deezer', configured: true },
      { name: 'other', configured: true, aliases: ['deezer'] },
    ];
    expect(() => new SourceRegistry(two)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
