import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DocumentBytes } from './document-bytes.js';
import { DocumentPart } from './document-part.js';
import { DocumentReader } from './document-reader.js';
import { packDocument } from './phrases.js';

const cover = (id: number): string => JSON.stringify({ hash: `封面${id}` });
const texts = new DocumentReader(cover);
const bytes = new DocumentBytes((id) => new DocumentPart(Buffer.from(cover(id))));
const unpacked = (packed: string): string => Buffer.from(bytes.unpack(Buffer.from(packed))).toString();

describe('when documents are unpacked from bytes to bytes', () => {
  it('gives what unpacking the text gives, whatever JSON it is', () => {
    const names = fc.constantFrom('id', 'name', 'artists', 'genres', 'isrc', 'bpm', 'cover', '\u0001', '{"id":');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any')),
        fc.dictionary(names, tie('any')),
      ),
    })).any;
    fc.assert(fc.property(value, (given) => void expect(unpacked(packDocument(JSON.stringify(given)))).toBe(JSON.stringify(given))));
  });

  it('writes instants and covers as the text does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), fc.nat(), (instant, id) => {
        const packed = `{"addedAt":\u001d${instant},"cover":\u001e${id}}`;
        expect(unpacked(packed)).toBe(texts.text(packed));
      }),
    );
  });

  it('takes many at once, larger than what it has room for, and nothing', () => {
    const packed = Array.from({ length: 3_000 }, (_, id) => packDocument(JSON.stringify({ id, name: '七里香' }))).join(',');
    expect(JSON.parse(`[${unpacked(packed)}]`)).toHaveLength(3_000);
    expect(unpacked('')).toBe('');
  });
});
