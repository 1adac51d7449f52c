import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionContext, Item } from '../src/index.js';
import { type Outcome, order, things, World } from './engine-world.js';
import { FakeTime } from './fake-time.js';
import type { OpenStore } from './notes.js';
import { type Action, Model, type Restart } from './state-model.js';

const jobs = 2;
const stageSizes = [3, 2] as const;
const workers = 2;

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const), job: fc.nat(jobs - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), job: fc.nat(jobs - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('retry' as const, 'force' as const),
      job: fc.nat(jobs - 1),
      stage: fc.nat(1),
      item: fc.nat(2),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('end' as const), nth: fc.nat(3), good: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash' as const, 'stop' as const),
      recovery: fc.constantFrom('pause' as const, 'resume' as const),
    }),
  },
);

/** The engine and the model side by side. */
class Pair {
  readonly model = new Model(jobs, stageSizes, workers);
  private readonly time = new FakeTime();
  private readonly ends = new Map<string, (outcome: Outcome) => void>();
  private ids: number[] = [];
  private world: World;

  constructor(private readonly open: OpenStore) {
    this.world = this.engine('resume');
  }

  private engine(recovery: 'pause' | 'resume'): World {
    this.ends.clear();
    const execute = (item: Item, { job, stage, signal }: ExecutionContext): Promise<Outcome> =>
      new Promise((resolve) => {
        const place = `${job.id}/${stage.type}/${item.key}`;
        this.ends.set(place, resolve);
        signal.addEventListener('abort', () => resolve({ kind: 'failed', errorClass: 'internal', message: 'aborted' }));
      });
    const stage = (size: number) => ({ items: things(size), concurrency: workers, execute });
    const plans = { fetch: stage(stageSizes[0]), send: stage(stageSizes[1]) };
    return new World(this.open, plans, { recovery, crashLimit: 1_000 }, this.time);
  }

  async begin(): Promise<void> {
    for (let made = 0; made < jobs; made += 1) this.ids.push(await this.world.engine.createJob(order('fetch+send')));
    await this.world.start();
    await this.check();
  }

  async step(action: Action): Promise<void> {
    if (action.kind === 'end') this.end(action);
    else {
      if ('recovery' in action) await this.restart(action);
      else await this.command(action);
      this.model.apply(action);
    }
    await this.time.settle();
    await this.check();
  }

  private end({ nth, good }: { nth: number; good: boolean }): void {
    const running = this.model.running();
    const chosen = running[nth % Math.max(1, running.length)];
    if (chosen === undefined) return;
    const [j, s, i] = chosen;
    const place = `${this.ids[j]}/${s === 0 ? 'fetch' : 'send'}/thing:${i + 1}`;
    const bad: Outcome = { kind: 'failed', errorClass: 'not_found', message: 'none' };
    this.ends.get(place)?.(good ? { kind: 'succeeded', effect: (notes) => notes.add(place) } : bad);
    this.model.end(chosen, good);
  }

  private async restart(action: Restart): Promise<void> {
    if (action.kind === 'crash') this.world.kill();
    else {
      const stopped = this.world.engine.stop(0);
      await this.time.settle();
      await stopped;
    }
    this.world = this.engine(action.recovery);
    await this.world.start();
  }

  private async command(action: Exclude<Action, Restart | { kind: 'end' }>): Promise<void> {
    const jobId = this.ids[action.job];
    if (action.kind === 'retry' || action.kind === 'force') {
      const stage = (await this.open.store.jobView(jobId ?? 0))?.stages[action.stage];
      const items = (await this.open.store.listItems({ stageId: stage?.id, after: 0, limit: 9 })).items;
      const itemId = items[action.item]?.id;
      // A stage that was never planned has no items yet.
      if (itemId !== undefined) await this.world.command(action.kind === 'retry' ? 'retry_item' : 'force_retry_item', { itemId });
    } else await this.world.command(action.kind, { jobId });
  }

  /** Advances the model and compares every status of every row. */
  private async check(): Promise<void> {
    this.model.advance();
    const actual = await this.actual();
    const began = actual.flatMap((job, j) =>
      job.stages.flatMap((stage, s) =>
        stage.items.flatMap(
          (status, i): Array<[number, number, number]> =>
            status === 'running' && this.model.jobs[j]?.stages[s]?.items[i] !== 'running' ? [[j, s, i]] : [],
        ),
      ),
    );
    this.model.accept(began);
    const expected = this.model.jobs.map(({ status, stages }) => ({
      status,
      stages: stages.map((stage) => ({ status: stage.status, items: stage.items.filter((item) => item !== 'unplanned') })),
    }));
    expect(actual).toEqual(expected);
    expect(this.world.problems).toEqual([]);
  }

  private async actual() {
    return Promise.all(
      this.ids.map(async (id) => {
        const view = await this.open.store.jobView(id);
        const stages = await Promise.all(
          (view?.stages ?? []).map(async (stage) => {
            const { items } = await this.open.store.listItems({ stageId: stage.id, after: 0, limit: 99 });
            const counted = Object.entries(stage.counts).filter(([, count]) => count !== 0);
            for (const [status, count] of counted) expect(items.filter((item) => item.status === status)).toHaveLength(count);
            return { status: stage.status as string, items: items.map((item) => item.status as string) };
          }),
        );
        return { status: view?.job.status as string, stages };
      }),
    );
  }

  /** Whatever was done to it, all work ends once allowed to: each success took effect exactly once. */
  async finish(): Promise<void> {
    for (let j = 0; j < jobs; j += 1) await this.step({ kind: 'resume', job: j });
    for (let round = 0; round < 60 && this.model.running().length > 0; round += 1) await this.step({ kind: 'end', nth: 0, good: true });
    for (const job of this.model.jobs) expect(['completed', 'completed_with_errors', 'canceled']).toContain(job.status);
    const goods = this.model.jobs.flatMap((job, j) =>
      job.stages.flatMap((stage, s) =>
        stage.goods.flatMap((count, i) => Array(count).fill(`${this.ids[j]}/${s === 0 ? 'fetch' : 'send'}/thing:${i + 1}`)),
      ),
    );
    expect((await this.open.notes()).sort()).toEqual(goods.sort());
    const stopped = this.world.engine.stop(0);
    await this.time.settle();
    await stopped;
  }
}

async function play(open: OpenStore, actions: readonly Action[]): Promise<void> {
  try {
    const pair = new Pair(open);
    await pair.begin();
    for (const action of actions) await pair.step(action);
    await pair.finish();
  } finally {
    await open.close();
  }
}

/** The engine against the model of its states. Real: the engine. Fake: time, and what an item does. */
export function stateModelSuite(name: string, open: () => Promise<OpenStore>, runs: number): void {
  describe(`when commands, results, crashes and restarts come in any order, with records ${name}`, () => {
    it('the engine agrees with the state model after each, and nothing is lost or done twice', async () => {
      const sequences = fc.array(action, { maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(sequences, async (actions) => play(await open(), actions)),
        { numRuns: runs },
      );
    });
  });
}
