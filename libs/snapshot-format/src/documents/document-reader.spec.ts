import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverJson, DocumentReader } from './document-reader.js';
import { packDocument } from './phrases.js';

const row = { hash: 'ab'.repeat(32), width: 640, height: 600, color: '#102030', thumbhash: Uint8Array.of(1, 2, 250) };
const reader = new DocumentReader((id) => (id === 7 ? coverJson(row) : 'null'));

const track = {
  id: 1,
  name: ',"name":',
  artists: [
    { id: 1, name: '周杰伦' },
    { id: 2, name: '},{"id":' },
  ],
  album: null,
  durationMs: 1,
  platform: 'qq',
  remoteId: 's1',
  files: [{ quality: 'lossless', ext: 'flac', sizeBytes: 5, delivery: 'origin' }],
  aliases: [],
  albumId: null,
  genres: [],
  composer: null,
  isrc: null,
};

describe('when a document is stored', () => {
  it('is shorter, and reads as it was', () => {
    const json = JSON.stringify(track);
    expect(packDocument(json).length).toBeLessThan(json.length / 2);
    expect(reader.text(packDocument(json))).toBe(json);
  });

  it('reads as it was, whatever JSON it is', () => {
    const names = fc.constantFrom('id', 'name', 'artists', 'genres', 'isrc', 'bpm', 'cover', '\u0001', '{"id":');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.constant(null), fc.array(tie('any')), fc.dictionary(names, tie('any'))),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        const json = JSON.stringify(given);
        expect(reader.text(packDocument(json))).toBe(json);
        expect(reader.text(json)).toBe(json);
      }),
    );
  });

  it('refers to instants and pictures by number', () => {
    expect(reader.text('{"addedAt":\u001d1767323045678,"cover":\u001e7}')).toBe(
      `{"addedAt":"2026-01-02T03:04:05.678Z","cover":${coverJson(row)}}`,
    );
    expect(JSON.parse(reader.text('\u001e7'))).toEqual({ ...row, thumbhash: 'AQL6' });
  });
});
