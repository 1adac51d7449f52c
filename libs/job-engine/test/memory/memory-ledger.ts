import type { EngineRun, Ledger } from '../../src/records/engine-records.js';
import type { Instant } from '../../src/records/job.js';
import type { Command, CommandOutcome, Hold, NewCommand, NewEvent, NewLog, WorkerState } from '../../src/records/ledger.js';
import type { Tables } from './tables.js';

export class MemoryLedger implements Ledger {
  constructor(private readonly tables: Tables) {}

  async pendingCommands(limit: number): Promise<Command[]> {
    return this.tables.commands
      .all()
      .filter((command) => command.status === 'pending')
      .slice(0, limit);
  }

  async insertCommands(commands: readonly NewCommand[], createdAt: Instant): Promise<number[]> {
    return commands.map((command) => {
      const id = this.tables.commands.nextId();
      const open = { jobsDone: 0, cursor: 0, affected: 0, status: 'pending', reason: undefined, createdAt, appliedAt: undefined } as const;
      this.tables.commands.set(id, { id, ...command, ...open });
      return id;
    });
  }

  async updateCommands(commands: readonly CommandOutcome[], now: Instant): Promise<void> {
    for (const { id, jobsDone, cursor, affected, status, reason } of commands) {
      this.tables.commands.patch(id, { jobsDone, cursor, affected, status, reason, appliedAt: status === 'pending' ? undefined : now });
    }
  }

  async cancelCommand(id: number, appliedAt: Instant): Promise<boolean> {
    if (this.tables.commands.get(id)?.status !== 'pending') return false;
    this.tables.commands.patch(id, { status: 'canceled', appliedAt });
    return true;
  }

  async addEvents(events: readonly NewEvent[], createdAt: Instant): Promise<void> {
    for (const event of events) {
      const id = this.tables.events.nextId();
      this.tables.events.set(id, { id, ...event, createdAt });
    }
  }

  async addLogs(logs: readonly NewLog[]): Promise<void> {
    for (const log of logs) {
      const id = this.tables.logs.nextId();
      this.tables.logs.set(id, { id, ...log });
    }
  }

  async registerWorkers(names: readonly string[], heartbeatAt: Instant): Promise<number[]> {
    const none = { status: 'idle', references: {}, displayText: undefined, bytesPerSecond: 0 } as const;
    for (const worker of this.tables.workers.all()) this.tables.workers.set(worker.id, { ...worker, ...none });
    return names.map((name) => {
      const known = this.tables.workers.all().find((worker) => worker.name === name);
      const id = known?.id ?? this.tables.workers.nextId();
      this.tables.workers.set(id, { id, name, ...none, heartbeatAt });
      return id;
    });
  }

  async updateWorkers(states: readonly WorkerState[]): Promise<void> {
    for (const state of states) {
      const worker = this.tables.workers.all().find((known) => known.name === state.name);
      if (worker !== undefined) this.tables.workers.set(worker.id, { id: worker.id, ...state });
    }
  }

  async holds(): Promise<Hold[]> {
    return this.tables.holds.all();
  }

  async hold(hold: Hold): Promise<boolean> {
    if (this.idOfHold(hold.kind, hold.name) !== undefined) return false;
    this.tables.holds.set(this.tables.holds.nextId(), hold);
    return true;
  }

  async release(holds: ReadonlyArray<Pick<Hold, 'kind' | 'name'>>): Promise<number> {
    const ids = holds.flatMap(({ kind, name }) => this.idOfHold(kind, name) ?? []);
    for (const id of ids) this.tables.holds.remove(id);
    return ids.length;
  }

  async beginRun(start: { readonly now: Instant; readonly since: Instant; readonly interrupted: boolean }): Promise<EngineRun> {
    for (let id = 1; id < this.tables.runs.nextId(); id += 1) {
      const run = this.tables.runs.get(id);
      if (run === undefined || run.endedAt !== undefined) continue;
      this.tables.runs.set(id, { ...run, endedAt: start.now, crashedAt: start.interrupted ? start.now : undefined });
    }
    const crashes = this.tables.runs.all().filter((run) => run.crashedAt !== undefined && run.crashedAt >= start.since).length;
    const runId = this.tables.runs.nextId();
    this.tables.runs.set(runId, { startedAt: start.now, endedAt: undefined, crashedAt: undefined });
    return { runId, crashes };
  }

  async endRun(runId: number, endedAt: Instant): Promise<void> {
    this.tables.runs.patch(runId, { endedAt });
  }

  private idOfHold(kind: Hold['kind'], name: string): number | undefined {
    for (let id = 1; id < this.tables.holds.nextId(); id += 1) {
      const hold = this.tables.holds.get(id);
      if (hold?.kind === kind && hold.name === name) return id;
    }
    return undefined;
  }
}
