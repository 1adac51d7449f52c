import { Fault } from '@catalogsync/faults';
import type { ExecutionContext, Item, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { track } from '../src/core/catalogue/catalogue-stores.contract.js';
import type { CatalogueStores } from '../src/core/catalogue/catalogue-stores.js';
import { LinkRecordings } from '../src/core/recordings/link-recordings.js';
import { LinkingExecutor } from '../src/core/recordings/linking-executor.js';
import type { RecordingStores } from '../src/core/recordings/recording-store.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';
import { MemoryRecordings } from './memory/memory-recordings.js';

// A catalogue in memory; the executor stores the same song for each platform, as a sync does.
type Stores = CatalogueStores & RecordingStores;

let catalogue: MemoryCatalogue<RecordingStores>;
beforeEach(() => {
  catalogue = new MemoryCatalogue((tables) => ({ recordings: new MemoryRecordings(tables) }));
});

const song = [track('1', { name: '七里香', durationMs: 299_000 })];
const linked = (): number => catalogue.tables.recordings.all().length;

class StoringExecutor implements StageExecutor<CatalogueStores> {
  readonly type = 'sync';
  readonly lane = 'general';
  readonly concurrency = 3;
  readonly itemsPerClaim = 2;
  readonly stallAfterMs = 1000;
  /** How many recordings were linked when it planned. */
  seen = -1;

  async *plan(): AsyncIterable<NewItem> {
    this.seen = linked();
    yield { type: 'one', key: 'one' };
  }

  async execute(item: Item): ReturnType<StageExecutor<CatalogueStores>['execute']> {
    if (item.source === 'down') return { kind: 'failed', errorClass: 'source_down', message: 'it is down' };
    return {
      kind: 'succeeded',
      result: { from: item.source },
      effect: async ({ songs }) => {
        if (item.source === 'broken') throw new Fault('internal', 'it broke');
        await songs.save(item.source, song);
      },
    };
  }
}

const inner = new StoringExecutor();
const linking = (isOn = true): LinkingExecutor<CatalogueStores, RecordingStores> =>
  new LinkingExecutor(inner, new LinkRecordings({ writer: catalogue, isOn }));
const run = async (source: string, executor = linking()): Promise<unknown> => {
  const context = { signal: new AbortController().signal } as unknown as ExecutionContext;
  const outcome = await executor.execute({ source } as unknown as Item, context);
  if (outcome.kind === 'succeeded') await catalogue.run((stores: Stores) => outcome.effect?.(stores));
  return outcome;
};
const plan = async (executor = linking()): Promise<NewItem[]> => {
  const items: NewItem[] = [];
  const planned = executor.plan({} as unknown as Job, {} as unknown as Stage, new AbortController().signal);
  for await (const item of planned) items.push(item);
  return items;
};

describe('when an executor is wrapped so that songs are linked', () => {
  it('links what an item stores in the transaction that ends it', async () => {
    expect(await run('qq')).toMatchObject({ kind: 'succeeded', result: { from: 'qq' } });
    expect(linked()).toBe(0);
    await run('kuwo');
    expect(linked()).toBe(1);
  });

  it('links everything that waits before it plans, whoever stored it', async () => {
    for (const platform of ['qq', 'kuwo']) await catalogue.run(({ songs }) => songs.save(platform, song));
    expect(await plan()).toEqual([{ type: 'one', key: 'one' }]);
    expect(inner.seen).toBe(1);
  });

  it('passes on what fails, and undoes the links of an effect that throws', async () => {
    expect(await run('down')).toEqual({ kind: 'failed', errorClass: 'source_down', message: 'it is down' });
    await run('qq');
    await expect(run('broken')).rejects.toThrow('it broke');
    expect(linked()).toBe(0);
  });

  it('works as before with linking off, and forgets the links', async () => {
    await run('qq');
    await run('kuwo');
    expect(linked()).toBe(1);
    await plan(linking(false));
    expect(linked()).toBe(0);
    await run('netease', linking(false));
    expect(linked()).toBe(0);
  });

  it('has the lane and the workers of the one it wraps', () => {
    const { type, lane, concurrency, itemsPerClaim, stallAfterMs } = linking();
    expect({ type, lane, concurrency, itemsPerClaim, stallAfterMs }).toEqual({
      ...{ type: 'sync', lane: 'general', concurrency: 3 },
      ...{ itemsPerClaim: 2, stallAfterMs: 1000 },
    });
  });
});
