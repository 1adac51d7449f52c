import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newPairingCode, openPackage, type PairingPackage, readPairingCode, sealPackage } from './index.js';

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const content: PairingPackage = {
  createdAt: 1,
  expiresAt: 2,
  source: 'http://nas:8422',
  sourceToken: 'token',
  originBaseUrl: 'http://nas:8423',
  root: '{}',
  snapshotKeys: '',
  playbackKeys: '{"keys":[]}',
  objectReadKeys: '',
};

describe('when a pairing code is typed', () => {
  const place = fc.nat(27);
  /** The place in the text, behind the hyphens. */
  const at = (index: number): number => index + Math.floor(index / 4);

  it('is read as it was meant: in any case, with or without hyphens, with letters for the digits they resemble', () => {
    for (let run = 0; run < 50; run++) {
      const code = newPairingCode();
      expect(code.text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
      const typed = ` ${code.text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`;
      expect(readPairingCode(typed)).toEqual(code);
    }
  });

  it('is refused with any one character wrong, left out, doubled or exchanged with its neighbour', () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...symbols), (index, symbol) => {
        const { text } = newPairingCode();
        const [here, next] = [text[at(index)] ?? '', text[at(index + 1)] ?? ''];
        const before = text.slice(0, at(index));
        const behind = text.slice(at(index) + 1);
        const wrong = [
          ...(symbol === here ? [] : [before + symbol + behind]),
          before + behind,
          before + here + here + behind,
          ...(next === here || next === '' ? [] : [`${before}${next}${here}${text.slice(at(index + 1) + 1)}`]),
        ];
        for (const typed of wrong) expect(() => readPairingCode(typed)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      }),
    );
  });

  it('is refused without an error of our own, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(() => readPairingCode(typed)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      }),
    );
  });
});

describe('when a package is sealed with a code', () => {
  it('opens with that code to what it was, and shows nothing of it', async () => {
    const code = newPairingCode();
    const sealed = await sealPackage(code, content);
    expect(await openPackage(readPairingCode(code.text), `${sealed}\n`)).toEqual(content);
    const shown = Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString();
    expect(JSON.parse(shown)).toEqual({ alg: 'dir', enc: 'A256GCM', kid: code.id, typ: 'catalogsync-pairing' });
  });

  it('opens with no other code, and not after any change', async () => {
    const code = newPairingCode();
    const sealed = await sealPackage(code, content);
    const refused = { code: 'unauthenticated' };
    await expect(openPackage(newPairingCode(), sealed)).rejects.toMatchObject(refused);
    await expect(openPackage({ ...newPairingCode(), id: code.id }, sealed)).rejects.toMatchObject(refused);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '9', '.', '-', '='), async (index, other) => {
        fc.pre(sealed[index] !== other);
        const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
        // The last character of a part may differ in bits that belong to no byte; the content is then the same.
        const opened = await openPackage(code, changed).catch((error: unknown) => error);
        expect(opened instanceof Error ? (opened as { code?: string }).code : opened).toEqual(
          opened instanceof Error ? 'unauthenticated' : content,
        );
      }),
    );
  });

  it('is refused if it is of another form or far too large', async () => {
    const code = newPairingCode();
    const other = await sealPackage(code, { createdAt: 1 } as unknown as PairingPackage);
    await expect(openPackage(code, other)).rejects.toMatchObject({ code: 'data_corrupt' });
    await expect(openPackage(code, 'a'.repeat(300_000))).rejects.toMatchObject({ code: 'data_corrupt' });
  });
});
