import type { Actor, Audit } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import {
  type CommandTarget,
  type CommandType,
  type EngineStore,
  isCounted,
  itemStatesAnswering,
  type JobEngine,
  type StoredCommand,
} from '@catalogsync/job-engine';
import { knownSources, properNames } from '../sources/choose-sources.js';
import type { SourceCatalog } from '../sources/source-catalog.js';

/** The outcome of a command. */
export interface CommandResult {
  /** 0 for a dry run. */
  readonly commandId: number;
  /** Number of items changed, or that would be; for pause and resume, of jobs, stages or sources. */
  readonly affected: number;
  /** No runner now: it is applied once there is one. */
  readonly pending: boolean;
}

/** A command was refused because another number of items matches than its sender saw. */
export class TargetDrifted extends Fault {
  constructor(
    /** How many match now. */
    readonly affected: number,
    seen: number,
  ) {
    super('failed_precondition', `${affected} items match now, you saw ${seen}`, {
      hint: 'Look at what matches now, and send the command again.',
    });
    this.name = 'TargetDrifted';
  }
}

export interface JobCommandsParts {
  readonly engine: Pick<JobEngine<unknown>, 'command' | 'cancelCommand' | 'settled' | 'countMatching' | 'isRunning'>;
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'stage' | 'item'>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly audit: Audit;
}

/** Pause, resume, cancel and retry, for callers that await the outcome. */
export class JobCommands {
  constructor(private readonly parts: JobCommandsParts) {}

  /**
   * Queues a command and waits until it is applied, if jobs run here.
   * @throws Fault `not_found` for an unknown job, stage or item; `invalid_argument` for an unknown source;
   *   `failed_precondition` with the reason if it was rejected; `TargetDrifted` unless exactly as many items match as its
   *   sender saw; `canceled` once the signal aborts; it is still applied
   */
  async send(type: CommandType, target: CommandTarget, actor: Actor, signal: AbortSignal, seen?: number): Promise<CommandResult> {
    const action = { ...actor, action: actionOf(type, target), target: textOf(target) };
    const result = await this.parts.audit.run(action, async () => {
      if (seen !== undefined) await this.requireAsSeen(type, target, seen, signal);
      const commandId = await this.parts.engine.command(type, await this.checked(target, signal), seen);
      return this.outcomeOf(commandId, signal);
    });
    if (result === 'left') throw new Fault('canceled', 'the command was not awaited; it is still applied');
    return result;
  }

  /**
   * Stops a command over many items after its current turn; what it did stays done.
   * @throws Fault `not_found`; `failed_precondition` if it has ended
   */
  cancel(commandId: number, actor: Actor): Promise<StoredCommand> {
    const action = { ...actor, action: 'cancelCommand', target: `command ${commandId}` };
    return this.parts.audit.run(action, () => this.parts.engine.cancelCommand(commandId));
  }

  private async requireAsSeen(type: CommandType, target: CommandTarget, seen: number, signal: AbortSignal): Promise<void> {
    const { affected } = await this.count(type, target, signal);
    if (affected !== seen) throw new TargetDrifted(affected, seen);
  }

  /** `left` if the caller did not wait: the command was given, and that is what counts. */
  private async outcomeOf(commandId: number, signal: AbortSignal): Promise<CommandResult | 'left'> {
    const { engine } = this.parts;
    if (!engine.isRunning) return { commandId, affected: 0, pending: true };
    try {
      const command = await engine.settled(commandId, signal);
      const { status, affected } = command;
      if (status === 'canceled') throw new Fault('failed_precondition', `the command was canceled after ${doneOf(command)}`);
      if (status === 'rejected') throw await this.rejectionOf(command);
      return { commandId, affected, pending: false };
    } catch (error) {
      if (signal.aborted && toFault(error).code === 'canceled') return 'left';
      throw error;
    }
  }

  /** What changed while a command waited looks like what changed before it was given. */
  private async rejectionOf({ type, target, seen, reason }: StoredCommand): Promise<Fault> {
    if (seen !== undefined && target.itemId === undefined && isCounted(type)) {
      const matching = await this.parts.engine.countMatching(type, target);
      if (matching !== seen) return new TargetDrifted(matching, seen);
    }
    return new Fault('failed_precondition', reason ?? 'the command was rejected');
  }

  /**
   * Counts the items that a retry or cancel would affect now; changes nothing.
   * @throws Fault `not_found` for an unknown job, stage or item; `invalid_argument` for another command or an unknown
   *   source; `failed_precondition` if a single item would be refused
   */
  async count(type: CommandType, target: CommandTarget, signal: AbortSignal): Promise<CommandResult> {
    if (!isCounted(type)) {
      throw new Fault('invalid_argument', `a ${type} has no dry run`, { hint: 'Only retry and cancel have one.' });
    }
    const { itemId, ...filter } = await this.checked(target, signal);
    if (itemId === undefined) return counted(await this.parts.engine.countMatching(type, filter));
    const item = await this.parts.store.item(itemId);
    if (item === undefined || !itemStatesAnswering(type).includes(item.status)) {
      throw new Fault('failed_precondition', `the item is ${item?.status ?? 'gone'}`);
    }
    return counted(1);
  }

  /** The target with its source's proper name, which its items have. */
  private async checked(target: CommandTarget, signal: AbortSignal): Promise<CommandTarget> {
    const { jobId, jobIds = [], stageId, itemId, source } = target;
    const { store } = this.parts;
    for (const id of jobId === undefined ? jobIds : [jobId]) {
      if ((await store.jobView(id)) === undefined) throw new Fault('not_found', `there is no job ${id}`);
    }
    if (stageId !== undefined && (await store.stage(stageId)) === undefined) throw new Fault('not_found', `there is no stage ${stageId}`);
    if (itemId !== undefined && (await store.item(itemId)) === undefined) throw new Fault('not_found', `there is no item ${itemId}`);
    const known = source === undefined ? undefined : await knownSources(this.parts.sources, signal);
    return known === undefined || source === undefined ? target : { ...target, source: properNames(known, [source])[0] };
  }
}

/** How many ids of jobs an entry of the audit log has. */
const mostNamed = 20;

const doneOf = ({ affected, jobsDone, target: { jobIds } }: StoredCommand): string =>
  jobIds === undefined ? `${affected} items` : `${jobsDone} of ${jobIds.length} jobs`;

const counted = (affected: number): CommandResult => ({ commandId: 0, affected, pending: false });

/** `pauseJob`, `retryItem`; of several things at once: `retryItems`, `pauseMany`. */
function actionOf(type: CommandType, { jobId, itemId, ...others }: CommandTarget): string {
  const word = type.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (type !== 'pause' && type !== 'resume' && type !== 'cancel') return word;
  if (itemId !== undefined) return `${word}Item`;
  const oneJob = jobId !== undefined && Object.values(others).every((part) => part === undefined);
  return oneJob ? `${word}Job` : `${word}Many`;
}

/** The target in words, widest first. */
function textOf({ jobId, jobIds, stageId, itemId, source, errorClass }: CommandTarget): string {
  const named = jobIds?.slice(0, mostNamed).join(' ');
  const jobs =
    named === undefined || jobIds === undefined || jobIds.length <= mostNamed ? named : `${named} and ${jobIds.length - mostNamed} more`;
  const parts = Object.entries({ job: jobId, jobs, stage: stageId, item: itemId, source, 'error class': errorClass });
  return parts.flatMap(([what, which]) => (which === undefined ? [] : [`${what} ${which}`])).join(', ') || 'everything';
}
