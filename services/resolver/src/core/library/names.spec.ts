import { describe, expect, it } from '@jest/globals';
import { isSkippedFolder, kindOfFile } from './file-kinds.js';
import { cleanTag, repairLegacyText } from './legacy-text.js';
import { nameParts } from './track-description.js';

describe('when only the file name describes a song', () => {
  it.each([
    ['01 - 周杰伦 - 七里香.mp3', '周杰伦', '七里香'],
    ['周杰伦-七里香.flac', '周杰伦', '七里香'],
    ['1-05 Song.mp3', undefined, 'Song'],
    ['05. Song.mp3', undefined, 'Song'],
    ['(07) Song.mp3', undefined, 'Song'],
    ['07_The_Song.mp3', undefined, 'The Song'],
    ['99 Luftballons.mp3', undefined, '99 Luftballons'],
    ['7 Years.mp3', undefined, '7 Years'],
    ['1979.mp3', undefined, '1979'],
    ['01.mp3', undefined, '01'],
    ['3-2-1.mp3', undefined, '3-2-1'],
    ['AC-DC - T.N.T..mp3', 'AC-DC', 'T.N.T.'],
    ['Jay-Z – 99 Problems.mp3', 'Jay-Z', '99 Problems'],
    ['deep/folder/02. A - B - C.mp3', 'A', 'B - C'],
  ])('reads %p as artist %p and title %p', (path, artist, title) => {
    expect(nameParts(path)).toEqual({ artist, title });
  });
});

describe('when a tag was stored under the wrong encoding', () => {
  const asLatin1 = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

  it('repairs UTF-8 and GB 2312', () => {
    expect(repairLegacyText(asLatin1([...new TextEncoder().encode('七里香 Live')]))).toBe('七里香 Live');
    expect(repairLegacyText(asLatin1([0xd6, 0xdc, 0xbd, 0xdc, 0xc2, 0xd7]))).toBe('周杰伦');
    expect(repairLegacyText(asLatin1([0xc6, 0xdf, 0xc0, 0xef, 0xcf, 0xe3, 0x28, 0x44, 0x4a, 0x29]))).toBe('七里香(DJ)');
  });

  it.each([
    'Björk',
    'Sigur Rós',
    'créée',
    'Beyoncé',
    'ÆØÅ',
    'Mötley Crüe',
    'Ænima',
    'Für Elise',
    '七里香',
    'naïveté',
    'São Paulo',
    'Ó Riada',
  ])('leaves %p alone', (text) => {
    expect(repairLegacyText(text)).toBe(text);
  });

  it('reads noise as no name', () => {
    expect(cleanTag('d8\u0003i\u0007')).toBeUndefined();
    expect(cleanTag('  a \t b\0\0')).toBe('a b');
    expect(cleanTag(undefined)).toBeUndefined();
  });
});

describe('when a folder is walked', () => {
  it('recognises music and playlists by extension in any case, and what to skip', () => {
    expect(['a.MP3', 'b.m3U8', 'c.jpg', '.d.mp3', 'mp3', 'e.'].map(kindOfFile)).toEqual([
      'audio',
      'playlist',
      'other',
      'other',
      'other',
      'other',
    ]);
    expect(['@eaDir', '@EADIR', '.git', 'lost+found', 'Music', '#recycle', '#1 Hits'].map(isSkippedFolder)).toEqual([
      true,
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
