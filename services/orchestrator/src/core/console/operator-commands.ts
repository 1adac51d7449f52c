import { Fault } from '@catalogsync/faults';
import type { EngineStore, StoredCommand } from '../engine/engine-store.js';
import type { CommandTarget, CommandType } from '../engine/model.js';
import type { JobHistory } from './job-history.js';

/** The part of the job engine that commands need. */
export interface CommandEngine {
  command(type: CommandType, target: CommandTarget): Promise<number>;
  settled(commandId: number, signal: AbortSignal): Promise<StoredCommand>;
  countMatching(type: 'retry_item' | 'force_retry_item' | 'cancel', target: Omit<CommandTarget, 'itemId'>): Promise<number>;
}

export interface CommandOutcome {
  readonly commandId: number;
  /** `pending`: it is queued and will be applied, but was not while the caller waited. */
  readonly status: 'applied' | 'pending';
  /** Items, or for pause and resume jobs, stages or sources; 0 while it is pending. */
  readonly affected: number;
}

export interface OperatorCommandsParts {
  readonly engine: CommandEngine;
  readonly store: Pick<EngineStore<unknown>, 'jobView'>;
  readonly history: Pick<JobHistory, 'hasStage' | 'hasItem'>;
}

/** Commands of an operator: noted in the queue, then waited for. */
export class OperatorCommands {
  constructor(private readonly parts: OperatorCommandsParts) {}

  /**
   * Queues a command and waits for it until the signal aborts; it stays queued then.
   * @throws Fault `not_found` for a job, stage or item that does not exist, before anything is queued;
   *   `failed_precondition` with the reason if the command was rejected
   */
  async send(type: CommandType, target: CommandTarget, wait: AbortSignal): Promise<CommandOutcome> {
    await this.requireTarget(target);
    const { engine } = this.parts;
    const commandId = await engine.command(type, target);
    const settled = await this.settled(commandId, wait);
    if (settled === undefined) return { commandId, status: 'pending', affected: 0 };
    if (settled.status === 'applied') return { commandId, status: 'applied', affected: settled.affected };
    throw new Fault('failed_precondition', settled.reason ?? 'the command was rejected');
  }

  /**
   * How many items a command would take now; changes nothing.
   * @throws Fault `not_found` as `send`, `invalid_argument` for a command that is not counted in items
   */
  async count(type: CommandType, { itemId, ...target }: CommandTarget): Promise<number> {
    if (type === 'pause' || type === 'resume') {
      throw new Fault('invalid_argument', `a dry run of ${type} counts nothing`, { hint: 'It is for retries and cancel.' });
    }
    if (itemId !== undefined) throw new Fault('invalid_argument', 'a dry run is for many items, not for one');
    await this.requireTarget(target);
    return this.parts.engine.countMatching(type, target);
  }

  private async requireTarget({ jobId, stageId, itemId }: CommandTarget): Promise<void> {
    const { store, history } = this.parts;
    if (jobId !== undefined && (await store.jobView(jobId)) === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
    if (stageId !== undefined && !(await history.hasStage(stageId))) throw new Fault('not_found', `there is no stage ${stageId}`);
    if (itemId !== undefined && !(await history.hasItem(itemId))) throw new Fault('not_found', `there is no item ${itemId}`);
  }

  private async settled(commandId: number, wait: AbortSignal): Promise<StoredCommand | undefined> {
    try {
      return await this.parts.engine.settled(commandId, wait);
    } catch (error) {
      if (wait.aborted) return undefined;
      throw error;
    }
  }
}
