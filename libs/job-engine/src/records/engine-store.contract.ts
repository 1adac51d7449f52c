import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandContract } from './command-store.contract.js';
import type { Claim, Finish } from './engine-records.js';
import type { EngineStore } from './engine-store.js';
import type { Item, NewItem } from './item.js';

/** What every engine store promises, wherever it keeps its records. */
export function engineStoreContract<E>(name: string, open: () => Promise<{ store: EngineStore<E>; close(): Promise<void> }>): void {
  describe(`when the engine keeps its records ${name}`, () => {
    let opened: { store: EngineStore<E>; close(): Promise<void> };
    let store: EngineStore<E>;
    const now = Date.parse('2026-11-21T00:00:00Z');
    const later = now + 60_000;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const keys = (count: number, source = 'qq'): NewItem[] =>
      Array.from({ length: count }, (_, index) => ({ type: 'song', key: `song:${index + 1}`, source }));
    const job = {
      template: 'full',
      config: { 路径: '音乐' },
      choices: { sources: ['qq', 'kuwo'], downloadSources: ['migu'] },
      scope: { playlists: [1] },
    };
    const setUp = (items: readonly NewItem[]) =>
      store.transact(async (tx) => {
        const jobId = await tx.jobs.insertJob({ ...job, stages: ['collect', 'download'] }, now);
        const [view] = await tx.jobs.jobs([jobId]);
        const stageId = view?.stages[0]?.id ?? 0;
        await tx.items.insertItems(stageId, 1, items, now);
        const [workerId = 0] = await tx.ledger.registerWorkers(['collect-1'], now);
        return { jobId, stageId, workerId };
      });
    const claimOf = (stageId: number, workerIds: readonly number[], limit: number, extra: Partial<Claim> = {}) => {
      const perWorker = Math.ceil(limit / workerIds.length);
      const claim = { stageIds: [stageId], now, leaseUntil: later, itemsPerWorker: perWorker, workerIds, heldSources: [] };
      return store.transact((tx) => tx.items.claim({ ...claim, ...extra }));
    };
    const end = (item: Item, to: Finish['to'], extra: Partial<Finish> = {}): Finish => ({
      itemId: item.id,
      stageId: item.stageId,
      fence: item.fence,
      to,
      runAt: now,
      failures: 0,
      errorClass: undefined,
      lastError: undefined,
      result: undefined,
      endedAt: now,
      ...extra,
    });
    const finish = async (one: Finish): Promise<boolean> => {
      const [recorded] = await store.transact((tx) => tx.items.finish([one]));
      return recorded === true;
    };
    const countsOf = async (jobId: number) => (await store.jobView(jobId))?.stages[0]?.counts;

    it('returns a job as created, queued, with its stages in order (behaviours 78, 79, 82)', async () => {
      const { jobId } = await setUp([]);
      const view = await store.jobView(jobId);
      expect(view?.job).toMatchObject({
        ...job,
        status: 'queued',
        createdAt: now,
        startedAt: undefined,
        pausedBy: undefined,
        resumeWanted: false,
      });
      expect(view?.stages.map(({ type, seqNo, status }) => [type, seqNo, status])).toEqual([
        ['collect', 1, 'pending'],
        ['download', 2, 'pending'],
      ]);
      expect(await store.jobView(jobId + 1)).toBeUndefined();
    });

    it('returns an item with its key, references and payload (behaviour 80)', async () => {
      const { stageId } = await setUp([
        { type: 'song', key: 'song:1', references: { songId: 7, playlistId: 3 }, displayText: '晴天 / 周杰伦', payload: { 名: '晴天' } },
      ]);
      const page = await store.listItems({ stageId, after: 0, limit: 10 });
      expect(page.next).toBeUndefined();
      expect(page.items[0]).toMatchObject({
        key: 'song:1',
        references: { songId: 7, playlistId: 3 },
        displayText: '晴天 / 周杰伦',
        status: 'pending',
        payload: { 名: '晴天' },
      });
    });

    it('returns an item of which only type and key were given, with nothing else set', async () => {
      const { stageId } = await setUp([{ type: 'song', key: 'song:1' }]);
      const { items } = await store.listItems({ stageId, after: 0, limit: 10 });
      const untouched = { attempts: 0, failures: 0, fence: 0, workerId: undefined, leaseUntil: undefined, startedAt: undefined };
      const open = { status: 'pending', runAt: now, result: undefined, errorClass: undefined, lastError: undefined, endedAt: undefined };
      expect(items[0]).toEqual({
        ...{ id: items[0]?.id, stageId, type: 'song', key: 'song:1', source: '', displayText: '', references: {}, payload: {} },
        ...untouched,
        ...open,
      });
    });

    it('adds an item once, however often it is planned', async () => {
      const { stageId, jobId } = await setUp(keys(3));
      const added = await store.transact((tx) => tx.items.insertItems(stageId, 2, [...keys(5), ...keys(5)], now));
      expect(added).toBe(2);
      expect(await countsOf(jobId)).toMatchObject({ pending: 5 });
    });

    it('undoes everything in a transaction that throws', async () => {
      const { stageId, jobId, workerId } = await setUp(keys(2));
      const failing = store.transact(async (tx) => {
        await tx.items.claim({ stageIds: [stageId], now, leaseUntil: later, itemsPerWorker: 2, workerIds: [workerId], heldSources: [] });
        await tx.jobs.updateJobs([jobId], { status: 'canceled' });
        await tx.ledger.hold({ kind: 'source', name: 'qq', since: now });
        throw new RangeError('planted');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await countsOf(jobId)).toMatchObject({ pending: 2, running: 0 });
      expect((await store.jobView(jobId))?.job.status).toBe('queued');
      expect(await store.holds()).toEqual([]);
    });

    it('claims each item once, with a fencing number, a lease and a worker (behaviour 83)', async () => {
      const { stageId, workerId, jobId } = await setUp(keys(5));
      const [first, second] = await Promise.all([claimOf(stageId, [workerId], 3), claimOf(stageId, [workerId], 3)]);
      expect(first.map((item) => item.key)).toEqual(['song:1', 'song:2', 'song:3']);
      expect(second.map((item) => item.key)).toEqual(['song:4', 'song:5']);
      expect(first[0]).toMatchObject({ fence: 1, attempts: 1, leaseUntil: later, workerId, status: 'running', startedAt: now });
      expect(await claimOf(stageId, [workerId], 3)).toEqual([]);
      expect(await countsOf(jobId)).toMatchObject({ pending: 0, running: 5 });
    });

    it('distributes the items of one claim among the workers in turn', async () => {
      const { stageId } = await setUp(keys(5));
      const workers = await store.transact((tx) => tx.ledger.registerWorkers(['a-1', 'a-2'], now));
      const claimed = await claimOf(stageId, workers, 5);
      expect(claimed.map((item) => workers.indexOf(item.workerId ?? 0))).toEqual([0, 1, 0, 1, 0]);
    });

    it('skips items that are not yet due and those of held sources', async () => {
      const { stageId, workerId } = await setUp([...keys(2, 'qq'), { type: 'song', key: 'other', source: 'kuwo' }]);
      expect((await claimOf(stageId, [workerId], 9, { now: now - 1 })).length).toBe(0);
      expect((await claimOf(stageId, [workerId], 9, { heldSources: ['qq'] })).map((item) => item.key)).toEqual(['other']);
    });

    it('claims what is due by its time, then by its id, whatever its source', async () => {
      const { stageId, workerId, jobId } = await setUp(
        ['a', 'b', 'a', 'b', 'a'].map((source, at) => ({ type: 'song', key: `${at}`, source })),
      );
      const [zero, one, two] = await claimOf(stageId, [workerId], 3);
      expect([zero?.key, one?.key, two?.key]).toEqual(['0', '1', '2']);
      if (zero === undefined || one === undefined || two === undefined) throw new Error('nothing claimed');
      const waiting = { endedAt: undefined, errorClass: 'source_down', failures: 1 } as const;
      const ends = [end(zero, 'pending', { ...waiting, runAt: now + 9 }), end(one, 'pending', { ...waiting, runAt: now + 5 })];
      await store.transact((tx) => tx.items.finish(ends));
      const again = await claimOf(stageId, [workerId], 3, { now: now + 8 });
      expect(again.map(({ key, attempts }) => `${key} ${attempts}`)).toEqual(['3 1', '4 1', '1 2']);
      expect(again[2]).toMatchObject({ errorClass: 'source_down', failures: 1, runAt: now + 5, startedAt: now + 8, endedAt: undefined });
      expect(await countsOf(jobId)).toMatchObject({ pending: 1, running: 4 });
      expect((await claimOf(stageId, [workerId], 3, { now: now + 9 })).map(({ key }) => key)).toEqual(['0']);
    });

    it('claims items that go first before all others, also those planned earlier', async () => {
      const { stageId, workerId } = await setUp(keys(2));
      await store.transact((tx) => tx.items.insertItems(stageId, 2, [{ type: 'thing', key: 'urgent', first: true }], later));
      const claimed = await claimOf(stageId, [workerId], 2);
      expect(claimed.map(({ key }) => key)).toEqual(['urgent', keys(1)[0]?.key]);
    });

    it('ends an item only for the holder of its newest claim', async () => {
      const { stageId, workerId, jobId } = await setUp(keys(1));
      const [old] = await claimOf(stageId, [workerId], 1);
      if (old === undefined) throw new Error('nothing claimed');
      expect(await finish(end(old, 'pending', { endedAt: undefined }))).toBe(true);
      const [young] = await claimOf(stageId, [workerId], 1);
      expect(young?.fence).toBe(old.fence + 1);
      expect(await finish(end(old, 'succeeded'))).toBe(false);
      expect(await countsOf(jobId)).toMatchObject({ running: 1, succeeded: 0 });
      expect(await finish(end(young ?? old, 'succeeded', { result: { 歌: 1 } }))).toBe(true);
      expect(await finish(end(young ?? old, 'failed'))).toBe(false);
      const { items } = await store.listItems({ stageId, after: 0, limit: 1 });
      expect(items[0]).toMatchObject({ status: 'succeeded', result: { 歌: 1 }, workerId: undefined, leaseUntil: undefined, attempts: 2 });
    });

    it('ends many together, and reports for each whether it counted', async () => {
      const { stageId, workerId, jobId } = await setUp(keys(3));
      const [one, two, three] = await claimOf(stageId, [workerId], 3);
      if (one === undefined || two === undefined || three === undefined) throw new Error('nothing claimed');
      const stale = { ...end(two, 'succeeded'), fence: two.fence - 1 };
      const failed = end(three, 'failed', { errorClass: 'not_found', lastError: '没有', failures: 1 });
      const recorded = await store.transact((tx) => tx.items.finish([end(one, 'succeeded', { result: { 歌: 1 } }), stale, failed, failed]));
      expect(recorded).toEqual([true, false, true, false]);
      expect(await countsOf(jobId)).toMatchObject({ running: 1, succeeded: 1, failed: 1 });
      expect(await store.item(three.id)).toMatchObject({ status: 'failed', errorClass: 'not_found', lastError: '没有', failures: 1 });
      expect(await store.transact((tx) => tx.items.finish([]))).toEqual([]);
    });

    it('gives the next stage the workers that earlier stages leave without items', async () => {
      const { jobId, stageId } = await setUp(keys(1));
      const stages = (await store.jobView(jobId))?.stages.map(({ id }) => id) ?? [];
      const workers = await store.transact(async (tx) => {
        await tx.items.insertItems(stages[1] ?? 0, 1, keys(9), now);
        return tx.ledger.registerWorkers(['a-1', 'a-2'], now);
      });
      const claimed = await claimOf(stageId, workers, 4, { stageIds: stages });
      expect(claimed.map((item) => [stages.indexOf(item.stageId), item.key, workers.indexOf(item.workerId ?? 0)])).toEqual([
        [0, 'song:1', 0],
        [1, 'song:1', 1],
        [1, 'song:2', 1],
      ]);
    });

    it('sets the fields of a patch, even to undefined, and keeps the rest', async () => {
      const { jobId, stageId } = await setUp([]);
      const other = await setUp([]);
      const marks = { pausedBy: 'disk_full', pausedVolume: '/音乐', lastError: 'x', startedAt: now } as const;
      await store.transact(async (tx) => {
        await tx.jobs.updateJobs([jobId, other.jobId], marks);
        await tx.jobs.updateJobs([jobId], { status: 'running', pausedBy: undefined, pausedVolume: undefined });
        await tx.jobs.updateStages([stageId], { planned: true, round: 2, lastError: 'y', endedAt: later });
        await tx.jobs.updateStages([stageId], { endedAt: undefined, flawed: true });
      });
      const [changed, kept] = await store.transact((tx) => tx.jobs.jobs([other.jobId, jobId, 4_711]));
      expect(changed?.job).toMatchObject({ id: jobId, status: 'running', pausedBy: undefined, lastError: 'x', startedAt: now });
      expect(changed?.stages[0]).toMatchObject({ planned: true, round: 2, lastError: 'y', endedAt: undefined, flawed: true });
      expect(kept?.job).toMatchObject({ id: other.jobId, status: 'queued', pausedBy: 'disk_full', pausedVolume: '/音乐' });
    });

    it('finds jobs by status and by stage, complete, with the counts of this transaction', async () => {
      const [one, two] = [await setUp([]), await setUp([])];
      const found = await store.transact(async (tx) => {
        await tx.jobs.updateJobs([one.jobId], { status: 'paused' });
        await tx.items.insertItems(two.stageId, 1, keys(1), now);
        const named = await tx.jobs.jobs([two.jobId]);
        await tx.items.insertItems(two.stageId, 1, keys(2), now);
        const ofStages = await tx.jobs.jobsOfStages([two.stageId, one.stageId, 4_711]);
        await tx.items.insertItems(two.stageId, 1, keys(3), now);
        return { named, ofStages, queued: await tx.jobs.jobsIn(['queued', 'running']) };
      });
      expect([found.named[0], found.ofStages[1]].map((view) => view?.stages[0]?.counts.pending)).toEqual([1, 2]);
      expect((await store.transact((tx) => tx.jobs.jobsOfStages([]))).length).toBe(0);
      expect(found.queued.map(({ job: { id }, stages }) => [id, stages[0]?.counts.pending])).toEqual([[two.jobId, 3]]);
      expect((await store.jobsIn(['paused', 'queued'])).map(({ job: { id } }) => id)).toEqual([one.jobId, two.jobId]);
      expect((await store.jobsIn(['paused'])).map(({ job: { id }, stages }) => [id, stages.length])).toEqual([[one.jobId, 2]]);
      expect(found.ofStages.map(({ job: { id }, stages }) => [id, stages.length])).toEqual([
        [one.jobId, 2],
        [two.jobId, 2],
      ]);
    });

    it('returns jobs by ascending id, whatever their status', async () => {
      const ids: number[] = [];
      for (let made = 0; made < 3; made += 1) ids.push((await setUp([])).jobId);
      await store.transact((tx) => tx.jobs.updateJobs([ids[2] ?? 0], { status: 'completed' }));
      await store.transact((tx) => tx.jobs.updateJobs([ids[1] ?? 0], { status: 'canceled' }));
      const statuses = ['queued', 'completed', 'canceled'] as const;
      expect((await store.jobsIn(statuses)).map(({ job: { id } }) => id)).toEqual(ids);
      expect((await store.transact((tx) => tx.jobs.jobsIn(statuses))).map(({ job: { id } }) => id)).toEqual(ids);
    });

    it('begins no transaction that is no longer wanted', async () => {
      const leaving = new AbortController();
      const first = store.transact(async () => leaving.abort());
      let begun = false;
      const second = store.transact(async () => {
        begun = true;
      }, leaving.signal);
      await first;
      await expect(second).rejects.toMatchObject({ code: 'canceled' });
      expect(begun).toBe(false);
    });

    it('does not count an attempt that never began', async () => {
      const { stageId, workerId } = await setUp(keys(1));
      const [item] = await claimOf(stageId, [workerId], 1);
      if (item === undefined) throw new Error('nothing claimed');
      await finish(end(item, 'pending', { uncounted: true, endedAt: undefined }));
      expect(await store.transact((tx) => tx.items.item(item.id))).toMatchObject({ attempts: 0, fence: 1 });
    });

    it('finds expired leases, and renews only those of the newest claim', async () => {
      const { stageId, workerId } = await setUp(keys(2));
      const [one, two] = await claimOf(stageId, [workerId], 2);
      if (one === undefined || two === undefined) throw new Error('nothing claimed');
      const renewals = [
        { itemId: one.id, fence: one.fence },
        { itemId: two.id, fence: two.fence - 1 },
      ];
      await store.transact((tx) => tx.items.renewLeases(renewals, later + 1_000));
      const over = await store.transact((tx) => tx.items.expired(later + 1, 10));
      expect(over.map((item) => item.id)).toEqual([two.id]);
    });

    it('finds no more expired leases than asked for, over all stages, and none in its last moment', async () => {
      const { jobId, workerId } = await setUp(keys(2));
      const stages = (await store.jobView(jobId))?.stages.map(({ id }) => id) ?? [];
      const over = await store.transact(async (tx) => {
        await tx.items.insertItems(stages[1] ?? 0, 1, keys(2), now);
        const claim = { stageIds: stages, now, leaseUntil: later, itemsPerWorker: 2, heldSources: [] };
        for (const workerIds of [[workerId], [workerId]]) await tx.items.claim({ ...claim, workerIds });
        return {
          last: await tx.items.expired(later, 9),
          three: await tx.items.expired(later + 1, 3),
          all: await tx.items.expired(later + 1, 9),
        };
      });
      expect([over.last.length, over.three.length, over.all.length]).toEqual([0, 3, 4]);
      expect(over.all.map(({ stageId }) => stages.indexOf(stageId))).toEqual([0, 0, 1, 1]);
    });

    it('moves what the same transaction added and claimed, and says how it left it', async () => {
      const { jobId, stageId, workerId } = await setUp([]);
      const filter = { jobId, statuses: ['running', 'pending'] } as const;
      const moved = await store.transact(async (tx) => {
        await tx.items.insertItems(stageId, 1, keys(3), now);
        await tx.items.claim({ stageIds: [stageId], now, leaseUntil: later, itemsPerWorker: 1, workerIds: [workerId], heldSources: [] });
        const move = { filter, after: 0, limit: 9, now: later, afresh: false } as const;
        const first = await tx.items.move({ ...move, to: 'interrupted', lastError: 'restarted' });
        const second = await tx.items.move({ ...move, filter: { jobId, statuses: ['interrupted'] }, to: 'canceled' });
        return [first, second, await tx.items.move({ ...move, to: 'canceled' })];
      });
      const { items } = await store.listItems({ stageId, after: 0, limit: 9 });
      const [one, , three] = items.map(({ id }) => id);
      expect(moved).toEqual([
        { count: 3, lastId: three, more: false, stageIds: [stageId], running: [one] },
        { count: 3, lastId: three, more: false, stageIds: [stageId], running: [] },
        { count: 0, lastId: 0, more: false, stageIds: [], running: [] },
      ]);
      const left = { status: 'canceled', lastError: 'restarted', endedAt: later, workerId: undefined, leaseUntil: undefined };
      for (const item of items) expect(item).toMatchObject(left);
      expect(await countsOf(jobId)).toMatchObject({ pending: 0, running: 0, interrupted: 0, canceled: 3 });
    });

    it('moves one item only from the given states', async () => {
      const { jobId, stageId, workerId } = await setUp(keys(2));
      const [item] = await claimOf(stageId, [workerId], 1);
      if (item === undefined) throw new Error('nothing claimed');
      await finish(end(item, 'failed', { errorClass: 'auth', lastError: 'x', failures: 3, result: { a: 1 } }));
      const move = (id: number, statuses: readonly Item['status'][]) =>
        store.transact((tx) => tx.items.moveOne(id, { statuses, to: 'pending', now: later, afresh: true }));
      expect([await move(item.id, ['canceled', 'running']), await move(4_711, ['failed'])]).toEqual([false, false]);
      expect(await countsOf(jobId)).toMatchObject({ pending: 1, failed: 1 });
      expect(await move(item.id, ['failed'])).toBe(true);
      expect(await store.item(item.id)).toMatchObject({
        status: 'pending',
        failures: 0,
        errorClass: undefined,
        runAt: later,
        endedAt: undefined,
      });
      expect(await countsOf(jobId)).toMatchObject({ pending: 2, failed: 0 });
    });

    it('counts by job, stage, source and class, each item once', async () => {
      const { jobId, stageId, workerId } = await setUp([...keys(3, 'qq'), { type: 'song', key: 'other', source: 'kuwo' }]);
      const other = await setUp(keys(1));
      const [item] = await claimOf(stageId, [workerId], 1);
      if (item === undefined) throw new Error('nothing claimed');
      await finish(end(item, 'pending', { runAt: later, errorClass: 'source_down', failures: 1, endedAt: undefined }));
      const pending = { statuses: ['pending'] } as const;
      const counts = [
        pending,
        { ...pending, jobId },
        { ...pending, stageId },
        { ...pending, jobId, stageId },
        { ...pending, jobId: other.jobId, stageId },
        { ...pending, jobId, source: 'kuwo' },
        { ...pending, stageId, errorClass: 'source_down' as const },
        { ...pending, stageId, waitingAt: now },
        { statuses: ['running', 'failed'] as const, jobId },
      ];
      expect(await Promise.all(counts.map((filter) => store.countItems(filter)))).toEqual([5, 4, 4, 4, 0, 1, 1, 4, 0]);
      const move = { after: 0, limit: 9, to: 'canceled', now, afresh: false } as const;
      const moved = await store.transact((tx) => tx.items.move({ ...move, filter: { ...pending, jobId, source: 'kuwo' } }));
      expect([moved.count, (await store.item(moved.lastId))?.key]).toEqual([1, 'other']);
    });

    it('moves items by filter in ascending id, page by page', async () => {
      const { stageId, jobId, workerId } = await setUp(keys(7));
      for (const item of await claimOf(stageId, [workerId], 5)) {
        const errorClass = item.id % 2 === 0 ? 'source_down' : 'not_found';
        await finish(end(item, 'failed', { errorClass, lastError: 'x', failures: 2 }));
      }
      const filter = { jobId, statuses: ['failed'], errorClass: 'source_down' } as const;
      const expected = await store.countItems(filter);
      expect(await store.transact((tx) => tx.items.count(filter))).toBe(expected);
      const move = { filter, limit: 1, to: 'pending', now: later, afresh: true } as const;
      const first = await store.transact((tx) => tx.items.move({ ...move, after: 0 }));
      expect(first).toMatchObject({ count: 1, more: true, stageIds: [stageId], running: [] });
      const rest = await store.transact((tx) => tx.items.move({ ...move, after: first.lastId, limit: 9 }));
      expect(rest).toMatchObject({ count: expected - 1, more: false });
      expect(await store.countItems(filter)).toBe(0);
      const item = await store.transact((tx) => tx.items.item(first.lastId));
      expect(item).toMatchObject({
        status: 'pending',
        failures: 0,
        errorClass: undefined,
        lastError: undefined,
        runAt: later,
        endedAt: undefined,
      });
      expect(await countsOf(jobId)).toMatchObject({ pending: 2 + expected, failed: 5 - expected });
    });

    it('includes waiting items on request, and reports which of the moved were running', async () => {
      const { stageId, workerId } = await setUp(keys(3));
      const [one, two] = await claimOf(stageId, [workerId], 2);
      if (one === undefined || two === undefined) throw new Error('nothing claimed');
      await finish(end(one, 'pending', { runAt: later, errorClass: 'source_down', failures: 1, endedAt: undefined }));
      const waiting = { stageId, statuses: ['failed'], waitingAt: now } as const;
      expect(await store.countItems(waiting)).toBe(1);
      await store.transact((tx) => tx.items.move({ filter: waiting, after: 0, limit: 9, to: 'pending', now, afresh: true }));
      expect(await store.countItems(waiting)).toBe(0);
      const filter = { stageId, statuses: ['pending', 'running', 'interrupted'] } as const;
      const canceled = await store.transact((tx) => tx.items.move({ filter, after: 0, limit: 9, to: 'canceled', now, afresh: false }));
      expect(canceled).toMatchObject({ count: 3, running: [two.id] });
    });

    it('leaves items of canceled jobs alone unless the job is named', async () => {
      const { jobId, stageId, workerId } = await setUp(keys(1));
      const [item] = await claimOf(stageId, [workerId], 1);
      if (item === undefined) throw new Error('nothing claimed');
      await store.transact(async (tx) => {
        await tx.items.finish([end(item, 'failed', { errorClass: 'internal' })]);
        await tx.jobs.updateJobs([jobId], { status: 'canceled' });
      });
      expect(await store.countItems({ statuses: ['failed'] })).toBe(0);
      expect(await store.countItems({ jobId, statuses: ['failed'] })).toBe(1);
    });

    it('lists items by keyset, over all stages of a job or within one status', async () => {
      const { jobId, stageId, workerId } = await setUp(keys(5));
      await claimOf(stageId, [workerId], 2);
      await store.transact(async (tx) => {
        const [view] = await tx.jobs.jobs([jobId]);
        await tx.items.insertItems(view?.stages[1]?.id ?? 0, 1, keys(2), now);
      });
      const seen: number[] = [];
      for (let after: number | undefined = 0; after !== undefined; ) {
        const page = await store.listItems({ jobId, after, limit: 3 });
        seen.push(...page.items.map((item) => item.id));
        after = page.next;
      }
      expect(seen).toHaveLength(7);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect((await store.listItems({ jobId, status: 'running', after: 0, limit: 10 })).items).toHaveLength(2);
      const whole = await store.listItems({ jobId, after: 0, limit: 7 });
      expect([whole.items.length, whole.next]).toEqual([7, undefined]);
      expect(await store.listItems({ jobId, after: 0, limit: 0 })).toEqual({ items: [], next: undefined });
      const first = await store.listItems({ stageId, status: 'pending', after: 0, limit: 2 });
      expect([first.items.map(({ key }) => key), first.next]).toEqual([['song:3', 'song:4'], first.items[1]?.id]);
      await expect(store.listItems({ after: 0, limit: 1 })).rejects.toMatchObject({ code: 'invalid_argument' });
    });

    commandContract(() => store, { now, later });

    it('updates only the named worker, and sets all idle when workers are registered again (behaviour 84)', async () => {
      const state = {
        status: 'running',
        references: { songId: 7, playlistId: 3 },
        displayText: '晴天',
        bytesPerSecond: 12,
        heartbeatAt: later,
      } as const;
      const ids = await store.transact(async (tx) => {
        const registered = await tx.ledger.registerWorkers(['download-1', 'download-2'], now);
        await tx.ledger.updateWorkers([{ name: 'download-2', ...state }]);
        return registered;
      });
      const [one, two] = (await store.workers()).filter((worker) => worker.name.startsWith('download'));
      expect(one).toMatchObject({ name: 'download-1', status: 'idle', references: {} });
      expect(two).toEqual({ name: 'download-2', ...state });
      expect(await store.transact((tx) => tx.ledger.registerWorkers(['download-1'], later))).toEqual([ids[0]]);
      const idle = { status: 'idle', references: {}, displayText: undefined, bytesPerSecond: 0, heartbeatAt: later };
      expect((await store.workers()).filter(({ name }) => name.startsWith('download'))).toEqual([
        { name: 'download-1', ...idle },
        { name: 'download-2', ...idle },
      ]);
      const more = await store.transact((tx) => tx.ledger.registerWorkers(['download-3', 'download-2'], later));
      expect([more[1], new Set([...ids, ...more]).size]).toEqual([ids[1], 3]);
    });

    it('holds and releases by kind and name, once', async () => {
      const hold = { kind: 'volume', name: '/音乐', since: now } as const;
      expect(await store.transact((tx) => tx.ledger.hold(hold))).toBe(true);
      expect(await store.transact((tx) => tx.ledger.hold(hold))).toBe(false);
      expect(await store.holds()).toEqual([hold]);
      expect(await store.transact((tx) => tx.ledger.release([{ kind: 'source', name: '/音乐' }]))).toBe(0);
      const source = { kind: 'source', name: 'qq', since: later } as const;
      await store.transact((tx) => tx.ledger.hold(source));
      expect((await store.holds()).sort((a, b) => a.since - b.since)).toEqual([hold, source]);
      expect(await store.transact((tx) => tx.ledger.holds())).toHaveLength(2);
      expect(await store.transact((tx) => tx.ledger.release([hold, source, { kind: 'source', name: 'kuwo' }]))).toBe(2);
      expect(await store.holds()).toEqual([]);
    });

    it('counts as crashes the starts within the window that never ended and left work', async () => {
      const begin = (at: number, interrupted: boolean) =>
        store.transact((tx) => tx.ledger.beginRun({ now: at, since: at - 600_000, interrupted }));
      expect((await begin(now, false)).crashes).toBe(0);
      const second = await begin(now + 1_000, true);
      expect(second.crashes).toBe(1);
      await store.transact((tx) => tx.ledger.endRun(second.runId, now + 2_000));
      expect((await begin(now + 3_000, true)).crashes).toBe(1);
      expect((await begin(now + 4_000, false)).crashes).toBe(1);
      // The first crash was recorded at the second start, ten minutes before.
      expect((await begin(now + 601_000, false)).crashes).toBe(1);
      expect((await begin(now + 601_001, false)).crashes).toBe(0);
      expect((await begin(now + 700_000, true)).crashes).toBe(1);
    });

    it('keeps the events of each job in order', async () => {
      const { jobId } = await setUp([]);
      await store.transact((tx) =>
        tx.ledger.addEvents(
          [
            { jobId, type: 'job_started', message: '开始' },
            { jobId: jobId + 1, type: 'job_started', message: 'other' },
            { jobId, itemId: 3, type: 'paused', message: 'b' },
          ],
          now,
        ),
      );
      const events = await store.events(jobId, { after: 0, limit: 10 });
      expect(events.map(({ type, message }) => [type, message])).toEqual([
        ['job_started', '开始'],
        ['paused', 'b'],
      ]);
      expect(events.map(({ itemId, createdAt }) => `${itemId} ${createdAt}`)).toEqual([`undefined ${now}`, `3 ${now}`]);
      expect(await store.events(jobId, { after: events[0]?.id ?? 0, limit: 10 })).toHaveLength(1);
      expect(await store.events(jobId, { after: 0, limit: 1 })).toHaveLength(1);
    });

    it('returns of a log what a person must know, page by page', async () => {
      const { jobId, stageId } = await setUp([]);
      const entry = (level: 'info' | 'warn' | 'error', message: string) => ({ jobId, stageId, itemId: 1, level, message });
      const logs = [
        entry('warn', '坏了'),
        entry('info', 'later'),
        entry('error', 'gone'),
        { ...entry('error', 'other'), jobId: jobId + 1 },
      ];
      await store.transact((tx) => tx.ledger.addLogs(logs, now));
      const [first] = await store.notices(jobId, { after: 0, limit: 1 });
      expect(first?.message).toBe('坏了');
      expect((await store.notices(jobId, { after: first?.id ?? 0, limit: 9 })).map(({ message }) => message)).toEqual(['gone']);
    });

    it('counts failures by stage and class, of the given stages only', async () => {
      const { jobId, stageId, workerId } = await setUp(keys(4));
      const other = await setUp(keys(1));
      const claimed = [...(await claimOf(stageId, [workerId], 3)), ...(await claimOf(other.stageId, [workerId], 1))];
      const classes = ['auth', 'auth', 'not_found', 'auth'] as const;
      await store.transact((tx) => tx.items.finish(claimed.map((item, at) => end(item, 'failed', { errorClass: classes[at] }))));
      expect((await store.failures([stageId])).sort((a, b) => b.count - a.count)).toEqual([
        { stageId, errorClass: 'auth', count: 2 },
        { stageId, errorClass: 'not_found', count: 1 },
      ]);
      expect([await store.failures([]), (await store.failures([stageId, other.stageId])).length]).toEqual([[], 3]);
      expect(await countsOf(jobId)).toMatchObject({ pending: 1, failed: 3 });
    });

    it('lists jobs newest first by keyset', async () => {
      const ids: number[] = [];
      for (let made = 0; made < 3; made += 1) ids.push((await setUp([])).jobId);
      const first = await store.listJobs({ limit: 2 });
      expect(first.map(({ job: { id } }) => id)).toEqual([ids[2], ids[1]]);
      expect((await store.listJobs({ before: ids[1], limit: 2 })).map(({ job: { id } }) => id)).toEqual([ids[0]]);
    });
  });
}
