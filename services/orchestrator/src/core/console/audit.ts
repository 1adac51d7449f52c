import { toFault } from '@catalogsync/faults';

/** Who did what to which thing, from where. */
export interface AuditedAction {
  /** `user admin`, `token 3 (backup)`, or `command line`. */
  readonly actor: string;
  /** IP address; `local` for the command line. */
  readonly address: string;
  /** The operation's name, such as `pauseJob`. */
  readonly action: string;
  /** What it was about, such as `/api/jobs/3/pause`. Never holds a secret. */
  readonly target: string;
}

export interface AuditEntry extends AuditedAction {
  readonly id: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** `done`, the code of the fault that ended it, or `begun`: it runs, or the program ended before it did. */
  readonly outcome: string;
}

/** Entries that are kept; the oldest go first. */
export const AUDIT_ENTRIES_KEPT = 100_000;

export interface AuditLog {
  /** Adds an entry and answers its id; keeps the newest `AUDIT_ENTRIES_KEPT`. */
  add(action: AuditedAction, outcome: string, at: number): Promise<number>;
  settle(id: number, outcome: string): Promise<void>;
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
   * Records an action, does it, and records what came of it. The first record comes before: what cannot
   * be recorded is not done.
   * @throws what `act` throws; Fault of the log, then nothing was done
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
      // The action is over either way: an entry that stays at `begun` must not turn its answer into a fault.
      await log.settle(id, outcome).catch(onFault);
    }
  }

  /** Records what was refused before it began. */
  async refused(action: AuditedAction, code: string): Promise<void> {
    await this.parts.log.add(action, code, this.parts.now());
  }
}
