import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RevisionStore } from './revision.js';

/** The contract of every revision store; each one's spec calls it. */
export function describeRevisionStore(name: string, open: () => Promise<RevisionStore>): void {
  describe(`when revisions are stored in ${name}`, () => {
    let store: RevisionStore;
    beforeEach(async () => {
      store = await open();
    });
    const add = (contentText: string) =>
      store.add({ filePath: '/f', contentText, contentHash: `#${contentText}`, note: '音', createdAt: 5, createdBy: 'user ada' });
    const begin = (revisionId: number, previousId: number) =>
      store.beginApply({ revisionId, previousId, startedAt: 10, watchUntil: 40, watched: ['origin', 'resolver'] });

    it('returns what was added, newest first and in pages', async () => {
      const [a, b, c] = [await add('a'), await add('b'), await add('c')];
      expect(await store.get(a.id)).toEqual(a);
      expect(a).toMatchObject({
        filePath: '/f',
        contentText: 'a',
        contentHash: '#a',
        note: '音',
        createdAt: 5,
        createdBy: 'user ada',
        appliedAt: undefined,
      });
      expect((await store.list(undefined, 3)).map(({ createdBy }) => createdBy)).toEqual(Array(3).fill('user ada'));
      expect((await store.list(undefined, 2)).map(({ id }) => id)).toEqual([c.id, b.id]);
      expect((await store.list(b.id, 2)).map(({ id }) => id)).toEqual([a.id]);
      expect(await store.get(c.id + 1)).toBeUndefined();
    });

    it('finds the newest revision with a given text', async () => {
      await add('a');
      const newer = await add('a');
      await add('b');
      expect((await store.findText('#a', 'a'))?.id).toBe(newer.id);
      expect(await store.findText('#a', 'b')).toBeUndefined();
    });

    it('knows which revision is on trial, and how the trial ended', async () => {
      const [a, b] = [await add('a'), await add('b')];
      expect(await store.openApply()).toBeUndefined();
      const open = await begin(b.id, a.id);
      expect(await store.openApply()).toEqual(open);
      expect(await store.get(b.id)).toMatchObject({ watchedUntil: 40 });
      await store.markApplied(b.id, 12);
      await store.endApply(open, { outcome: 'returned', reason: 'why', at: 20 });
      await store.endApply(open, { outcome: 'stayed', reason: '', at: 21 });
      expect(await store.openApply()).toBeUndefined();
      expect(await store.get(b.id)).toMatchObject({ appliedAt: 12, watchedUntil: undefined, returned: { at: 20, reason: 'why' } });
      expect(await store.get(a.id)).toMatchObject({ appliedAt: 20, returned: undefined });
      const again = await begin(b.id, a.id);
      expect((await store.list(undefined, 1))[0]).toMatchObject({ id: b.id, returned: undefined });
      await store.endApply(again, { outcome: 'stayed', reason: '', at: 50 });
      expect(await store.get(b.id)).toMatchObject({ watchedUntil: undefined, returned: undefined });
    });
  });
}
