import { describe, expect, it } from '@jest/globals';
import { KeptDocuments } from './kept-documents.js';

const document = (id: number, length = 10): Uint8Array => Buffer.from(`{"id":${id},"name":"${'x'.repeat(length)}"}`);
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('when documents are kept', () => {
  it('joins them in the order of the ids, each as often as it is asked for, and leaves out what it does not have', () => {
    const kept = new KeptDocuments(1_000_000);
    for (const id of [1, 2, 3]) kept.add(id, document(id, 60_000));
    expect(JSON.parse(`[${textOf(kept.join([3, 9, 1, 3]))}]`)).toMatchObject([{ id: 3 }, { id: 1 }, { id: 3 }]);
    expect(textOf(kept.join([9]))).toBe('');
  });

  it('keeps a copy', () => {
    const kept = new KeptDocuments(1_000);
    const given = document(1);
    kept.add(1, given);
    const text = textOf(given);
    given.fill(0);
    expect(textOf(kept.join([1]))).toBe(text);
  });

  it('is full once its bytes are used', () => {
    const kept = new KeptDocuments(1_000);
    kept.add(1, document(1));
    expect([kept.has(1), kept.has(2), kept.isFull]).toEqual([true, false, false]);
    kept.add(2, document(2, 1_000));
    expect(kept.isFull).toBe(true);
  });
});
