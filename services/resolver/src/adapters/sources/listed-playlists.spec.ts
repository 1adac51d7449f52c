import { describe, expect, it } from '@jest/globals';
import { listedPage } from './listed-playlists.js';

describe('when a user names very many playlists', () => {
  it('describes few of them per page, however many are asked for, and all in the end', async () => {
    const lists = Array.from({ length: 95 }, (_, at) => ({ id: String(at), pools: [], list: undefined }));
    const described: string[] = [];
    const listing = {
      lists,
      describe: async ({ id }: { id: string }) => {
        described.push(id);
        return { remoteId: id, name: id, pools: [], version: '1' };
      },
      missing: (id: string) => `no ${id}`,
    };
    const sizes: number[] = [];
    for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
      const { items, next } = await listedPage(listing, { limit: 500, after });
      sizes.push(items.length);
      after = next;
    }
    expect(Math.max(...sizes)).toBe(10);
    expect([...described].sort()).toEqual(lists.map(({ id }) => id).sort());
  });
});
