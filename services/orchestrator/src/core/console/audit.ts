import { toFault } from '@catalogsync/faults';

/** Who did what to which thing, from where. */
export interface AuditedAction {
  /** `user admin`, `token 3 (backup)`, or `command line`. */
  readonly actor: string;
  /** IP address; `local` for the command line. */
  readonly address: string;
  /** The operation's name, such as `pauseJob`. */
  readonly action: string;
  /** Its target, such as `/api/jobs/3/pause`. Never contains a secret. */
  readonly target: string;
}

export interface AuditEntry extends AuditedAction {
  readonly id: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** `done`, the fault code it ended with, or `begun`: it is running, or the program ended first. */
  readonly outcome: string;
}

/** Entries that are kept; the oldest go first. */
export const AUDIT_ENTRIES_KEPT = 100_000;

export interface AuditLog {
  /** Adds an entry and returns its id; keeps the newest `AUDIT_ENTRIES_KEPT`. */
  add(action: AuditedAction, outcome: string, at: number): Promise<number>;
  /** @param target in place of the recorded one, for an entry that sums up several actions */
  settle(id: number, outcome: string, target?: string): Promise<void>;
  /** Newest first; ids below `before` if given. */
  list(page: { readonly before?: number; readonly limit: number }): Promise<AuditEntry[]>;
}

/** Keeps a record of what operators do. */
export class Audit {
  constructor(
    private readonly parts: {
      readonly log: AuditLog;
      now(): number;
      /** Told when an outcome could not be written. */
      onFault(error: unknown): void;
    },
  ) {}

  /**
   * Records an action, performs it, and records the outcome. An action that cannot be recorded is not performed.
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

  /** Records a refused action. */
  async refused(action: AuditedAction, code: string): Promise<void> {
    await this.parts.log.add(action, code, this.parts.now());
  }
}
