import { toFault } from '@catalogsync/faults';
import type { AuditedAction, AuditLog } from './audit-log.js';

export interface AuditParts {
  readonly log: AuditLog;
  now(): number;
  /** Told when an outcome could not be written. */
  onFault(error: unknown): void;
}

/** Writes the change of an action with its entry, in one transaction. */
export type Commit = <R>(write: () => Promise<R>) => Promise<R>;

/** An entry that still changes, such as a count of equal attempts. */
export interface OpenEntry {
  settle(outcome: string, target: string): Promise<void>;
}

/** Keeps a record of what people, scripts and schedules change. */
export class Audit {
  constructor(private readonly parts: AuditParts) {}

  /**
   * For an action whose change is one transaction: `act` makes it by calling `commit` once, so that neither change nor entry exists
   * without the other. An attempt that fails is recorded with its code.
   * @throws what `act` throws; a Fault of the log, then nothing was done
   */
  async change<T>(action: AuditedAction, act: (commit: Commit) => Promise<T>): Promise<T> {
    const { log, now } = this.parts;
    return this.noting(action, () => act((write) => log.together(action, now(), write)));
  }

  /** As `change`, where the transaction is somebody else's: `act` calls `done` inside it, with the target as it is known by then. */
  async changeWithin<T>(action: AuditedAction, act: (done: (target: string) => Promise<void>) => Promise<T>): Promise<T> {
    const { log, now } = this.parts;
    return this.noting(action, () =>
      act(async (target) => {
        await log.add({ ...action, target }, 'done', now());
      }),
    );
  }

  /**
   * For an action that is more than one transaction: records it, performs it, and records the outcome. An action that
   * cannot be recorded is not performed.
   * @throws what `act` throws; a Fault of the log, then nothing was done
   */
  async run<T>(action: AuditedAction, act: () => Promise<T>): Promise<T> {
    const { log, now, onFault } = this.parts;
    const id = await log.add(action, 'begun', now());
    let outcome = 'done';
    try {
      return await act();
    } catch (error) {
      outcome = toFault(error).code;
      throw error;
    } finally {
      // The action is over either way: a failed update of its entry must not turn its answer into a fault.
      await log.settle(id, outcome).catch(onFault);
    }
  }

  /** Records an action whose outcome and target are known better later. @throws a Fault of the log */
  async open(action: AuditedAction, outcome: string): Promise<OpenEntry> {
    const { log, now } = this.parts;
    const id = await log.add(action, outcome, now());
    return { settle: (later, target) => log.settle(id, later, target) };
  }

  /** Records a refused action. */
  async refused(action: AuditedAction, code: string): Promise<void> {
    await this.parts.log.add(action, code, this.parts.now());
  }

  private async noting<T>(action: AuditedAction, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      // The caller needs to know why it failed, not that this could not be written down.
      await this.refused(action, toFault(error).code).catch(this.parts.onFault);
      throw error;
    }
  }
}
