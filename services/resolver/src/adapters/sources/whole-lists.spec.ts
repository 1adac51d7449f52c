import { describe, expect, it } from '@jest/globals';
import { describedTrack } from '../../core/sources/described.js';
import { WholeLists } from './whole-lists.js';

const never = new AbortController().signal;

describe('when a list is read whole', () => {
  const make = () => {
    const state = { count: 5, reads: 0 };
    const lists = new WholeLists(async (id) => {
      state.reads++;
      const tracks = Array.from({ length: state.count }, (_, at) => describedTrack({ remoteId: `${id}-${at}`, name: `song ${at}` }));
      return { tracks, notices: ['one song is missing'] };
    });
    const page = (id: string, after?: string) => lists.page(id, { limit: 2, after }, never);
    return { state, page };
  };

  it('it is read once for all of its pages, and its notices come with the first', async () => {
    const { state, page } = make();
    const first = await page('a');
    const second = await page('a', first.next);
    const third = await page('a', second.next);
    expect([first, second, third].flatMap(({ items }) => items.map(({ remoteId }) => remoteId))).toEqual('a-0 a-1 a-2 a-3 a-4'.split(' '));
    expect([first, second, third].map(({ notices }) => notices)).toEqual([['one song is missing'], [], []]);
    expect(third.next).toBeUndefined();
    expect(state.reads).toBe(1);
  });

  it('it is read again at its first page', async () => {
    const { state, page } = make();
    await page('a');
    state.count = 1;
    expect((await page('a')).items).toHaveLength(1);
  });

  it('it goes on where it was although others were begun', async () => {
    const { state, page } = make();
    const { next } = await page('a');
    for (const other of 'bcdefgh') await page(other);
    expect((await page('a', next)).items[0]?.remoteId).toBe('a-2');
    expect(state.reads).toBe(8);
  });

  it('it is read again if too many others were begun, and refused if it has changed meanwhile', async () => {
    const { state, page } = make();
    const { next } = await page('a');
    for (const other of 'bcdefghi') await page(other);
    expect((await page('a', next)).items[0]?.remoteId).toBe('a-2');
    for (const other of 'bcdefghi') await page(other);
    state.count = 4;
    await expect(page('a', next)).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('foreign positions are refused', async () => {
    await expect(make().page('a', 'foreign')).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
