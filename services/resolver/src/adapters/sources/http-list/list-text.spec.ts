import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseList } from './list-text.js';

const corrupt = expect.objectContaining({ code: 'data_corrupt' });

describe('when a list of addresses is read', () => {
  it('reads text with one address per line, comments, and M3U descriptions', () => {
    const text =
      '\uFEFF#EXTM3U\r\n# mine\r\n#EXTINF:215,周杰倫 - 晴天\r\nhttps://host/1.flac\r\n\r\nhttp://host/02%20-%20Low_Tide%20-%20Harbour%20Lights.mp3';
    expect(parseList(text, 'x', undefined)).toMatchObject([
      { url: 'https://host/1.flac', title: '晴天', artists: ['周杰倫'], durationMs: 215_000 },
      { title: 'Harbour Lights', artists: ['Low Tide'], durationMs: undefined },
    ]);
  });

  it('reads CSV with quotes and columns in any order and case', () => {
    const text = 'Title,URL,artist,duration\n"Wait, ""what""?",https://host/a.mp3,"Earth, Wind & Fire",03:35\n';
    expect(parseList(text, 'x', undefined)).toMatchObject([
      { title: 'Wait, "what"?', artists: ['Earth, Wind & Fire'], durationMs: 215_000, url: 'https://host/a.mp3' },
    ]);
  });

  it('reads JSON of addresses and of objects, relative to the list', () => {
    const text = '["/b.mp3",{"url":"c.flac","title":"C","artists":["D","E"],"album":null,"duration":12.5,"isrc":"X"}]';
    expect(parseList(text, 'x', 'https://host/music/list.json')).toMatchObject([
      { url: 'https://host/b.mp3', title: 'b', artists: [] },
      { url: 'https://host/music/c.flac', title: 'C', artists: ['D', 'E'], album: undefined, durationMs: 12_500, isrc: 'X' },
    ]);
  });

  it.each([
    ['<html></html>', 'a page'],
    ['{"tracks":[]}', 'an object'],
    ['[{"title":"no address"}]', 'no address'],
    ['[1,2]', 'numbers'],
    ['[', 'truncated JSON'],
    ['file:///etc/passwd', 'another scheme'],
    ['just words', 'words'],
    ['url,title\n"https://host/a', 'truncated CSV'],
  ])('refuses %p: %s', (text) => {
    expect(() => parseList(text, 'x', undefined)).toThrow(corrupt);
  });

  it('returns only http and https addresses or refuses, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.json(), fc.webUrl()), (text) => {
        try {
          for (const song of parseList(text, 'x', undefined)) expect(song.url).toMatch(/^https?:/);
        } catch (error) {
          expect(error).toEqual(corrupt);
        }
      }),
    );
  });
});
