import { describe, expect, it } from '@jest/globals';
import { Gate, note, order, type Plan, things } from './engine-world.js';
import { worldsInMemory } from './worlds.js';

const memory = worldsInMemory();

describe('when workers are given items', () => {
  it('jobs at the same type of stage take turns', async () => {
    const begun: number[] = [];
    const execute: Plan['execute'] = async (item, { job, signal }) => {
      begun.push(job.id);
      await here.time.sleep(1_000, signal);
      return note(item);
    };
    const here = memory.world({ read: { items: things(4), concurrency: 1, execute } });
    const ids = [await here.engine.createJob(order('read')), await here.engine.createJob(order('read'))];
    await here.start();
    await here.time.pass(20_000);
    const [a, b] = ids;
    expect(begun).toEqual([a, b, a, b, a, b, a, b]);
    expect(await Promise.all(ids.map((id) => here.status(id)))).toEqual(['completed', 'completed']);
  });

  it('each has its own name and row, and those of a stage work on that stage only', async () => {
    const gate = new Gate();
    const names: string[] = [];
    const execute: Plan['execute'] = (item, context) => {
      names.push(`${context.workerName} ${context.stage.type} ${context.fence}`);
      return gate.execute(item, context);
    };
    const here = memory.world({ fetch: { items: things(3), execute }, read: { items: things(1), concurrency: 1, execute } });
    await here.start();
    await here.createJob('fetch');
    await here.createJob('read');
    expect(names).toEqual(['fetch-1 fetch 1', 'fetch-2 fetch 1', 'read-1 read 1']);
    const rows = await memory.open.store.workers();
    expect(rows.map(({ name, status, displayText }) => `${name} ${status} ${displayText}`)).toEqual([
      'fetch-1 running thing:1',
      'fetch-2 running thing:2',
      'read-1 running thing:1',
    ]);
  });

  it('one that does not heed its abort is replaced: what it had not begun is done by its successor', async () => {
    const gate = new Gate();
    const stuck: Plan['execute'] = (item, context) => (item.key === 'thing:1' ? gate.execute(item, context) : note(item));
    const here = memory.world(
      { fetch: { items: things(3), concurrency: 1, itemsPerClaim: 3, stallAfterMs: 30_000, execute: stuck } },
      { abortGraceMs: 20_000 },
    );
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(30_000);
    expect(gate.aborted('thing:1')).toBe(false);
    await here.time.pass(1_000);
    expect(gate.aborted('thing:1')).toBe(true);
    await here.time.pass(20_000);
    expect([await memory.open.notes(), here.problems]).toEqual([[], []]);
    await here.time.pass(1_000);
    expect(await memory.open.notes()).toEqual(['thing:2', 'thing:3']);
    expect(here.problems).toEqual([{ worker: 'fetch-1', item: 'thing:1' }]);
    expect((await here.items(id)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  it('one that heeds the abort of a silent attempt goes on with those it has not begun', async () => {
    const execute: Plan['execute'] = async (item, { signal }) => {
      if (item.key !== 'thing:1') return note(item);
      await here.time.sleep(600_000, signal);
      return { kind: 'failed', errorClass: 'source_down', message: 'aborted' };
    };
    const here = memory.world({ fetch: { items: things(3), concurrency: 1, itemsPerClaim: 3, stallAfterMs: 30_000, execute } });
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(31_000);
    expect(await here.statuses(id)).toEqual(['thing:1 pending', 'thing:2 succeeded', 'thing:3 succeeded']);
    expect((await here.items(id)).map(({ attempts, failures }) => [attempts, failures])).toEqual([
      [1, 1],
      [1, 0],
      [1, 0],
    ]);
  });

  it('busy ones, and stages without waiting items, cost no claim', async () => {
    let claims = 0;
    const { store } = memory.open;
    const transact = store.transact.bind(store);
    store.transact = (work, signal) =>
      transact((tx) => {
        const claim: typeof tx.items.claim = (wish) => {
          claims += 1;
          return tx.items.claim(wish);
        };
        return work({ ...tx, items: Object.create(tx.items, { claim: { value: claim } }) });
      }, signal);
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(3), execute: gate.execute }, read: { items: things(1) } });
    await here.start();
    await here.createJob('fetch');
    expect([claims > 0, gate.begun.length]).toEqual([true, 2]);
    claims = 0;
    await here.time.pass(10_000);
    expect(claims).toBe(0);
    gate.end('thing:1');
    await here.time.settle();
    expect([claims, gate.begun.length]).toEqual([1, 3]);
  });

  it('watchers of a job are told what is planned, begins and ends in it, whatever let it, and nothing of other jobs', async () => {
    const gate = new Gate();
    async function* plan() {
      yield* things(2);
      await here.time.sleep(3_000, new AbortController().signal);
      yield { type: 'thing', key: 'late', source: 'east' };
    }
    const here = memory.world({
      fetch: { plan, execute: gate.execute },
      read: { items: [{ type: 'thing', key: 'other' }], execute: gate.execute },
    });
    await here.start();
    await here.command('pause', { source: 'east' });
    const id = await here.createJob('fetch');
    await here.createJob('read');
    let seen = '';
    const leaving = new AbortController();
    const watching = (async () => {
      for await (const { running, stages } of here.engine.watch(id, leaving.signal)) {
        const { pending = 0, succeeded = 0 } = stages[0]?.counts ?? {};
        seen = `${pending} wait, ${succeeded} done, now ${running.map(({ item }) => item.key)}`;
      }
    })();
    const told = async (ms: number): Promise<string> => {
      await here.time.pass(ms);
      return seen;
    };
    expect([await told(2_000), await told(3_000)]).toEqual(['2 wait, 0 done, now ', '3 wait, 0 done, now ']);
    await here.command('resume', { source: 'east' });
    expect(await told(1_000)).toBe('1 wait, 0 done, now thing:1,thing:2');
    gate.end('thing:1');
    expect(await told(1_000)).toBe('0 wait, 1 done, now late,thing:2');
    gate.end('thing:2');
    expect(await told(1_000)).toBe('0 wait, 2 done, now late');
    leaving.abort();
    await watching;
  });

  it('an expired lease is told with its item, which waits again with its count of attempts', async () => {
    const gate = new Gate();
    const here = memory.world(
      { fetch: { items: things(1), concurrency: 1, stallAfterMs: 5_000, execute: gate.execute } },
      { leaseMs: 20_000, abortGraceMs: 600_000 },
    );
    await here.start();
    const id = await here.createJob('fetch');
    await here.time.pass(60_000);
    const told = (await memory.open.store.events(id, { after: 0, limit: 99 })).filter(({ type }) => type === 'lease_expired');
    expect(told).toMatchObject([{ message: 'thing:1', itemId: 1 }]);
    expect((await here.items(id))[0]).toMatchObject({ status: 'pending', attempts: 1, fence: 1, workerId: undefined, endedAt: undefined });
  });

  it('rows show the workers of the last heartbeat, those that are idle too', async () => {
    const gate = new Gate();
    const here = memory.world({ fetch: { items: things(1), execute: gate.execute } });
    await here.start();
    const began = here.time.now();
    await here.createJob('fetch');
    const heartbeats = async (): Promise<number[]> => (await memory.open.store.workers()).map(({ heartbeatAt }) => heartbeatAt - began);
    await here.time.pass(4_999);
    expect(await heartbeats()).toEqual([0, 0]);
    await here.time.pass(1);
    expect(await heartbeats()).toEqual([5_000, 5_000]);
    await here.time.pass(5_500);
    expect(await heartbeats()).toEqual([10_000, 10_000]);
  });
});
