import {
  type CommandTarget,
  type CommandType,
  type EngineOptions,
  type EngineStore,
  type ExecutionContext,
  type Item,
  type ItemOutcome,
  JobEngine,
  type JobRequest,
  type NewItem,
  type StageExecutor,
  type Volumes,
} from '../src/index.js';
import type { JobEngineParts } from '../src/job-engine.js';
import { FakeTime } from './fake-time.js';
import type { Notes, OpenStore } from './notes.js';

export type Outcome = ItemOutcome<Notes>;

/** How a test controls one type of stage. */
export interface Plan {
  readonly items?: readonly NewItem[];
  readonly plan?: StageExecutor<Notes>['plan'];
  readonly execute?: (item: Item, context: ExecutionContext) => Promise<Outcome>;
  readonly concurrency?: number;
  readonly itemsPerClaim?: number;
  readonly stallAfterMs?: number;
  readonly volume?: () => string;
  readonly failureEvents?: StageExecutor<Notes>['failureEvents'];
  readonly lane?: StageExecutor<Notes>['lane'];
}

export const things = (count: number, source = 'east'): NewItem[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'thing', key: `thing:${index + 1}`, source }));

/** Succeeds immediately and records the key in the transaction that ends the item. */
export const note = async (item: Item): Promise<Outcome> => ({ kind: 'succeeded', effect: (notes) => notes.add(item.key) });

/** Stages named `fetch` are in the exclusive lane, unless the plan says otherwise. */
export function executor(type: string, plan: Plan): StageExecutor<Notes> {
  return {
    type,
    lane: plan.lane ?? (type === 'fetch' ? 'exclusive' : 'general'),
    concurrency: plan.concurrency ?? 2,
    itemsPerClaim: plan.itemsPerClaim ?? 1,
    stallAfterMs: plan.stallAfterMs ?? 600_000,
    volume: plan.volume,
    failureEvents: plan.failureEvents,
    plan: plan.plan ?? (() => listed(plan.items ?? [])),
    execute: plan.execute ?? note,
  };
}

async function* listed(items: readonly NewItem[]): AsyncGenerator<NewItem> {
  yield* items;
}

/** Items that end when the test says so. */
export class Gate {
  readonly begun: string[] = [];
  private readonly open = new Map<string, (outcome: Outcome) => void>();
  private readonly signals = new Map<string, AbortSignal>();

  readonly execute = (item: Item, context: ExecutionContext): Promise<Outcome> => {
    this.begun.push(item.key);
    this.signals.set(item.key, context.signal);
    return new Promise((resolve) => this.open.set(item.key, resolve));
  };

  end(key: string, outcome: Outcome = { kind: 'succeeded', effect: (notes) => notes.add(key) }): void {
    this.take(key)(outcome);
  }

  /** Ends this attempt even after another one of the same item has begun. */
  take(key: string): (outcome: Outcome) => void {
    const resolve = this.open.get(key);
    if (resolve === undefined) throw new Error(`${key} is not running`);
    this.open.delete(key);
    return resolve;
  }

  aborted(key: string): boolean {
    return this.signals.get(key)?.aborted === true;
  }
}

/** A job of the named stages: `full`, or their names joined by `+`. */
export function order(template: string): JobRequest {
  return { template, stages: template === 'full' ? ['gather', 'read', 'fetch', 'send', 'publish', 'scan'] : template.split('+') };
}

/** An engine over a store, in fake time; nothing else is faked. */
export class World {
  readonly time: FakeTime;
  readonly engine: JobEngine<Notes>;
  readonly problems: unknown[] = [];
  full = new Set<string>();
  /** Its engine cannot even be stopped any more. */
  killed = false;

  constructor(
    readonly open: OpenStore,
    plans: Readonly<Record<string, Plan>>,
    options: Partial<EngineOptions> = {},
    time = new FakeTime(),
  ) {
    this.time = time;
    const volumes: Volumes = { hasRoom: async (volume) => !this.full.has(volume) };
    const log = {
      warn: (details: unknown) => void this.problems.push(details),
      error: (details: unknown) => void this.problems.push(details),
    };
    const executors = Object.entries(plans).map(([type, plan]) => executor(type, plan));
    const surroundings = { clock: time, pacing: time, random: () => 0.5, volumes, log };
    const parts: JobEngineParts<Notes> = { store: this.untilKilled(open.store), executors, surroundings, options };
    this.engine = new JobEngine(parts);
  }

  /** Simulates a crash: nothing reaches the store any more, and its rows stay as they are. */
  kill(): void {
    this.killed = true;
  }

  private untilKilled(store: EngineStore<Notes>): EngineStore<Notes> {
    return {
      transact: (work, signal) => (this.killed ? new Promise(() => undefined) : store.transact(work, signal)),
      jobView: (id) => store.jobView(id),
      listJobs: (page) => store.listJobs(page),
      jobsIn: (statuses) => store.jobsIn(statuses),
      stage: (id) => store.stage(id),
      item: (id) => store.item(id),
      listItems: (query) => store.listItems(query),
      failures: (stageIds) => store.failures(stageIds),
      notices: (id, page) => store.notices(id, page),
      countItems: (filter) => store.countItems(filter),
      workers: () => store.workers(),
      holds: () => store.holds(),
      events: (id, page) => store.events(id, page),
      command: (id) => store.command(id),
    };
  }

  async start(): Promise<void> {
    await this.engine.start();
    await this.time.settle();
  }

  async createJob(template: string): Promise<number> {
    const id = await this.engine.createJob(order(template));
    await this.time.settle();
    return id;
  }

  /** Issues a command, lets it be applied and returns its outcome. */
  async command(type: CommandType | string, target: CommandTarget): Promise<string> {
    const id = await this.engine.command(type as CommandType, target);
    await this.time.settle();
    const command = await this.open.store.command(id);
    return command?.status === 'rejected' ? `rejected: ${command.reason}` : (command?.status ?? 'gone');
  }

  async status(jobId: number): Promise<string | undefined> {
    return (await this.open.store.jobView(jobId))?.job.status;
  }

  async stages(jobId: number): Promise<string[]> {
    return ((await this.open.store.jobView(jobId))?.stages ?? []).map(({ type, status }) => `${type} ${status}`);
  }

  async items(jobId: number): Promise<Item[]> {
    return [...(await this.open.store.listItems({ jobId, after: 0, limit: 1_000 })).items];
  }

  async statuses(jobId: number): Promise<string[]> {
    return (await this.items(jobId)).map(({ key, status }) => `${key} ${status}`);
  }

  async events(jobId: number): Promise<string[]> {
    return (await this.open.store.events(jobId, { after: 0, limit: 1_000 })).map(({ type }) => type);
  }
}
