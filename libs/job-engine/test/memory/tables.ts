import type { Item } from '../../src/records/item.js';
import type { Instant, Job, JobView, Stage } from '../../src/records/job.js';
import type { Hold, NewLog, StoredCommand, StoredEvent, WorkerState } from '../../src/records/ledger.js';

interface RunRecord {
  readonly startedAt: Instant;
  readonly endedAt: Instant | undefined;
  readonly crashedAt: Instant | undefined;
}

export interface LogRecord extends NewLog {
  readonly id: number;
}

/** Records by ascending id. A record is replaced, never changed, so undoing means putting the old one back. */
class Table<T> {
  private readonly rows = new Map<number, T>();
  private lastId = 0;

  constructor(private readonly undo: Array<() => void>) {}

  nextId(): number {
    return this.lastId + 1;
  }

  get(id: number): T | undefined {
    return this.rows.get(id);
  }

  all(): T[] {
    return [...this.rows.values()];
  }

  set(id: number, row: T): void {
    const before = this.rows.get(id);
    const lastId = this.lastId;
    this.rows.set(id, row);
    this.lastId = Math.max(lastId, id);
    this.undo.push(() => {
      this.lastId = lastId;
      if (before === undefined) this.rows.delete(id);
      else this.rows.set(id, before);
    });
  }

  /** Sets every field of the patch; does nothing if the record does not exist. */
  patch(id: number, patch: Partial<T>): void {
    const row = this.rows.get(id);
    if (row !== undefined) this.set(id, { ...row, ...patch });
  }

  remove(id: number): void {
    const before = this.rows.get(id);
    if (before === undefined) return;
    this.rows.delete(id);
    this.undo.push(() => this.rows.set(id, before));
  }
}

export interface Worker extends WorkerState {
  readonly id: number;
}

/** Everything the engine remembers. */
export class Tables {
  readonly undo: Array<() => void> = [];
  readonly jobs = new Table<Job>(this.undo);
  readonly stages = new Table<Stage>(this.undo);
  readonly items = new Table<Item>(this.undo);
  readonly commands = new Table<StoredCommand>(this.undo);
  readonly events = new Table<StoredEvent>(this.undo);
  readonly logs = new Table<LogRecord>(this.undo);
  readonly workers = new Table<Worker>(this.undo);
  readonly holds = new Table<Hold>(this.undo);
  readonly runs = new Table<RunRecord>(this.undo);

  views(isMeant: (job: Job) => boolean): JobView[] {
    const stages = this.stages.all();
    return this.jobs
      .all()
      .filter(isMeant)
      .map((job) => ({ job, stages: stages.filter((stage) => stage.jobId === job.id) }));
  }

  /** Keeps everything done so far. */
  commit(): void {
    this.undo.length = 0;
  }

  rollback(): void {
    for (let step = this.undo.pop(); step !== undefined; step = this.undo.pop()) step();
  }
}
