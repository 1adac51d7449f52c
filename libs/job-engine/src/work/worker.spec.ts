import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimedThings } from '../../test/running-things.js';
import type { Claimed } from '../turn/claims.js';
import { Worker } from './worker.js';

describe('when a worker has items', () => {
  let worker: Worker<unknown>;
  let share: Claimed[];
  beforeEach(async () => {
    worker = new Worker('fetch-1', 7);
    share = await claimedThings(3);
    worker.give(share);
  });
  const ids = (): number[] => share.map(({ item }) => item.id);
  const isSecond = ({ id }: { readonly id: number }): boolean => id === ids()[1];

  it('it works on them one after the other, and is free once all are done', () => {
    const begun = [];
    for (let attempt = worker.begin(0); attempt !== undefined; attempt = worker.begin(0)) {
      begun.push(attempt.item.id);
      expect(worker.isFree).toBe(false);
    }
    expect([begun, worker.isFree, worker.running()]).toEqual([ids(), true, undefined]);
  });

  it('it is not free before it has begun the first', () => {
    expect([worker.isFree, new Worker('fetch-2', 8).isFree]).toEqual([false, true]);
  });

  it('its row shows the current item with its speed, or the first one given, or that it is idle', () => {
    const idle = { name: 'fetch-1', status: 'idle', references: {}, displayText: undefined, bytesPerSecond: 0, heartbeatAt: 5 };
    expect(worker.state(5)).toEqual({ ...idle, status: 'running', displayText: 'thing:1' });
    worker.begin(0);
    const attempt = worker.begin(0);
    expect(worker.state(5)).toEqual({ ...idle, status: 'running', displayText: 'thing:2' });
    if (attempt !== undefined) attempt.progress = { done: 1, total: 2, unit: 'bytes', bytesPerSecond: 9 };
    expect(worker.state(5)).toMatchObject({ displayText: 'thing:2', bytesPerSecond: 9 });
    expect(worker.running()).toMatchObject({ workerName: 'fetch-1', item: { key: 'thing:2' }, progress: { done: 1 } });
    expect(new Worker('fetch-1', 7).state(5)).toEqual(idle);
  });

  it('it holds the leases of all of them, except of one that is being aborted', () => {
    worker.begin(0);
    const lease = ({ item: { id: itemId, fence } }: Claimed) => ({ itemId, fence });
    expect(worker.leases()).toEqual([share[1], share[2], share[0]].flatMap((claimed) => (claimed === undefined ? [] : lease(claimed))));
    worker.abort(() => true, 0, 'no longer wanted');
    expect([worker.leases(), new Worker('fetch-1', 7).leases()]).toEqual([[], []]);
  });

  it('an abort meant for an item that waits drops it, and disturbs no other', () => {
    const attempt = worker.begin(0);
    worker.abort(isSecond, 0, 'the item was canceled');
    expect([attempt?.controller.signal.aborted, worker.leases().map(({ itemId }) => itemId)]).toEqual([false, [ids()[2], ids()[0]]]);
    expect(worker.begin(0)?.item.id).toBe(ids()[2]);
  });

  it('an abort meant for the current item tells it why, and leaves those that wait', () => {
    worker.begin(0);
    const attempt = worker.begin(0);
    worker.abort(isSecond, 0, 'the item was canceled');
    expect(attempt?.controller.signal.reason).toMatchObject({ name: 'AbortError', message: 'the item was canceled' });
    expect(worker.begin(0)?.item.id).toBe(ids()[2]);
  });

  it('those of some stages that it has not begun are given back', () => {
    worker.begin(0);
    const stageId = share[0]?.stage.id;
    expect(worker.withdraw((id) => id !== stageId)).toEqual([]);
    const back = worker.withdraw((id) => id === stageId);
    expect(back.map(({ item, outcome }) => [item.id, outcome.kind])).toEqual([
      [ids()[1], 'released'],
      [ids()[2], 'released'],
    ]);
    expect([worker.withdraw(() => true), worker.begin(0), worker.isFree]).toEqual([[], undefined, true]);
  });

  it.each([
    [100, false],
    [101, true],
  ])('%i ms after its last news it has been silent for longer than 100 ms: %s', (silence, stalled) => {
    expect(worker.isStalled(1_000, 100)).toBe(false);
    const attempt = worker.begin(1_000);
    if (attempt !== undefined) attempt.newsAt = 2_000;
    expect(worker.isStalled(2_000 + silence, 100)).toBe(stalled);
    worker.abort(() => true, 2_000, 'it reported nothing for too long');
    expect(worker.isStalled(2_000 + silence, 100)).toBe(false);
  });

  it.each([
    [100, false],
    [101, true],
  ])('%i ms after its abort it has ignored it for longer than 100 ms: %s', (since, ignored) => {
    expect(worker.ignoresAbort(5_000, 100)).toBe(false);
    worker.begin(1_000);
    expect(worker.ignoresAbort(5_000, 100)).toBe(false);
    worker.abort(() => true, 2_000, 'the first reason');
    // Only the first abort counts, however often it is repeated.
    worker.abort(() => true, 2_050, 'the second reason');
    expect(worker.ignoresAbort(2_000 + since, 100)).toBe(ignored);
  });
});
