import type { EngineRun, Ledger } from '../engine-store.js';
import type { Command, CommandTarget, Hold, Instant, NewEvent, NewLog, WorkerState } from '../model.js';
import type { Tables } from './tables.js';

export class MemoryLedger implements Ledger {
  constructor(private readonly tables: Tables) {}

  async pendingCommands(limit: number): Promise<Command[]> {
    return this.tables.commands
      .all()
      .filter((command) => command.status === 'pending')
      .slice(0, limit);
  }

  async insertCommand(type: string, target: CommandTarget, _now: Instant): Promise<number> {
    const id = this.tables.commands.nextId();
    this.tables.commands.set(id, { id, type, target, cursor: 0, affected: 0, status: 'pending', reason: null });
    return id;
  }

  async advanceCommand(id: number, cursor: number, affected: number): Promise<void> {
    const command = this.tables.commands.get(id);
    if (command !== undefined) this.tables.commands.set(id, { ...command, cursor, affected });
  }

  async settleCommand(id: number, status: 'applied' | 'rejected', reason: string | null): Promise<void> {
    const command = this.tables.commands.get(id);
    if (command !== undefined) this.tables.commands.set(id, { ...command, status, reason });
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
    const none = { status: 'idle', songId: null, playlistId: null, displayText: null, bytesPerSecond: 0 } as const;
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

  async release(kind: Hold['kind'], name: string): Promise<boolean> {
    const id = this.idOfHold(kind, name);
    if (id !== undefined) this.tables.holds.remove(id);
    return id !== undefined;
  }

  async beginRun(start: { readonly now: Instant; readonly since: Instant; readonly interrupted: boolean }): Promise<EngineRun> {
    for (let id = 1; id < this.tables.runs.nextId(); id += 1) {
      const run = this.tables.runs.get(id);
      if (run?.endedAt !== null) continue;
      this.tables.runs.set(id, { ...run, endedAt: start.now, crashedAt: start.interrupted ? start.now : null });
    }
    const crashes = this.tables.runs.all().filter((run) => run.crashedAt !== null && run.crashedAt >= start.since).length;
    const runId = this.tables.runs.nextId();
    this.tables.runs.set(runId, { startedAt: start.now, endedAt: null, crashedAt: null });
    return { runId, crashes };
  }

  async endRun(runId: number, endedAt: Instant): Promise<void> {
    const run = this.tables.runs.get(runId);
    if (run !== undefined) this.tables.runs.set(runId, { ...run, endedAt });
  }

  private idOfHold(kind: Hold['kind'], name: string): number | undefined {
    for (let id = 1; id < this.tables.holds.nextId(); id += 1) {
      const hold = this.tables.holds.get(id);
      if (hold?.kind === kind && hold.name === name) return id;
    }
    return undefined;
  }
}
