import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';

interface Waiting {
  readonly write: (session: WriteSession) => void;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Groups the writes of many callers into one transaction: writes that arrive during a commit share the next one. A
 * failing write fails alone; the rest of its group is still stored.
 */
export class GroupCommit {
  private readonly writes: UnitOfWork<WriteSession>;
  private waiting: Waiting[] = [];
  private running = false;

  constructor(database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  /** Resolves once it is stored. @throws Fault as the database does; what `write` throws */
  run(write: (session: WriteSession) => void): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ write, done, failed });
      if (!this.running) void this.drain();
    });
  }

  /** Never rejects: each failure goes to the caller of that write. */
  private async drain(): Promise<void> {
    this.running = true;
    // Callers of the same tick are already in the first group.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      await this.commit(group);
    }
    this.running = false;
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.writes.run((session) => {
        for (const { write } of group) write(session);
      });
      for (const { done } of group) done();
    } catch (error) {
      const [first] = group;
      if (group.length === 1) first?.failed(error);
      else for (const waiting of group) await this.commit([waiting]);
    }
  }
}
