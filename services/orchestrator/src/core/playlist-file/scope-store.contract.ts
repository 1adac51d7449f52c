import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listed, type OpenCatalogue } from '../catalogue/catalogue-stores.contract.js';
import type { CatalogueStores } from '../catalogue/catalogue-stores.js';
import type { ScopeStores } from './scope-store.js';

type Stores = CatalogueStores & ScopeStores;

/** The contract of every scope store; each one's spec calls it. */
export function scopeStoreContract(name: string, open: () => Promise<OpenCatalogue<Stores>>): void {
  describe(`when jobs are confined to playlists stored ${name}`, () => {
    let catalogue: OpenCatalogue<Stores>;
    beforeEach(async () => {
      catalogue = await open();
    });
    afterEach(() => catalogue.close());

    const write = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => catalogue.writer.run(work);
    const [a, b, c] = [
      { platform: 'qq', remoteId: '1', url: undefined },
      { platform: 'kuwo', remoteId: '1', url: undefined },
      { platform: 'qq', remoteId: '2', url: 'https://qq.example/2' },
    ];
    const file = { id: 'f', name: 'mine.txt' };

    it('finds existing ones in the given order, and adds the others once', async () => {
      await write(({ listing }) => listing.save('qq', [listed('1', { name: 'Known' })]));
      await write(({ scope }) => scope.add([c, a, b]));
      await write(({ scope }) => scope.add([c]));
      const found = await write(({ scope }) => scope.find([b, { ...a, remoteId: 'none' }, c, a]));
      expect(found.map(({ platform, remoteId, name: title }) => [platform, remoteId, title])).toEqual([
        ['kuwo', '1', '1'],
        ['qq', '2', '2'],
        ['qq', '1', 'Known'],
      ]);
    });

    it('keeps the pools of a file apart from those of sources, however often it is attached', async () => {
      await write(({ scope }) => scope.add([a, b, c]));
      const playlists = await write(({ scope }) => scope.find([a, b, c]));
      await write(({ scope }) => scope.attach(file, playlists));
      const counts = async () => {
        const pools = await write(({ listing }) => listing.links('qq', true));
        return [pools.length, (await catalogue.reader.summary()).playlists];
      };
      expect(await counts()).toEqual([0, 3]);
      await write(({ scope }) => scope.attach({ ...file, name: 'renamed.txt' }, playlists.slice(0, 1)));
      await write(({ scope }) => scope.attach(file, []));
      await write(({ scope }) => scope.attach(file, playlists));
      expect(await counts()).toEqual([0, 3]);
    });
  });
}
