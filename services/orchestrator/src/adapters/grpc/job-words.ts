import { orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { CommandTarget, CommandType, ErrorClass, ItemStatus, JobStatus, StageStatus } from '@catalogsync/job-engine';

/** Maps words of the core to numbers on the wire. A new word breaks the build here. */

const jobStatuses: Readonly<Record<JobStatus, wire.JobStatus>> = {
  queued: wire.JobStatus.JOB_STATUS_QUEUED,
  running: wire.JobStatus.JOB_STATUS_RUNNING,
  pause_requested: wire.JobStatus.JOB_STATUS_PAUSE_REQUESTED,
  paused: wire.JobStatus.JOB_STATUS_PAUSED,
  completed: wire.JobStatus.JOB_STATUS_COMPLETED,
  completed_with_errors: wire.JobStatus.JOB_STATUS_COMPLETED_WITH_ERRORS,
  failed: wire.JobStatus.JOB_STATUS_FAILED,
  canceled: wire.JobStatus.JOB_STATUS_CANCELED,
};
export const toJobStatus = (word: JobStatus): wire.JobStatus => jobStatuses[word];

const stageStatuses: Readonly<Record<StageStatus, wire.StageStatus>> = {
  pending: wire.StageStatus.STAGE_STATUS_PENDING,
  running: wire.StageStatus.STAGE_STATUS_RUNNING,
  pause_requested: wire.StageStatus.STAGE_STATUS_PAUSE_REQUESTED,
  paused: wire.StageStatus.STAGE_STATUS_PAUSED,
  completed: wire.StageStatus.STAGE_STATUS_COMPLETED,
  completed_with_errors: wire.StageStatus.STAGE_STATUS_COMPLETED_WITH_ERRORS,
  failed: wire.StageStatus.STAGE_STATUS_FAILED,
  canceled: wire.StageStatus.STAGE_STATUS_CANCELED,
};
export const toStageStatus = (word: StageStatus): wire.StageStatus => stageStatuses[word];

const itemStatuses: Readonly<Record<ItemStatus, wire.ItemStatus>> = {
  pending: wire.ItemStatus.ITEM_STATUS_PENDING,
  running: wire.ItemStatus.ITEM_STATUS_RUNNING,
  succeeded: wire.ItemStatus.ITEM_STATUS_SUCCEEDED,
  failed: wire.ItemStatus.ITEM_STATUS_FAILED,
  interrupted: wire.ItemStatus.ITEM_STATUS_INTERRUPTED,
  canceled: wire.ItemStatus.ITEM_STATUS_CANCELED,
};
export const toItemStatus = (word: ItemStatus): wire.ItemStatus => itemStatuses[word];

const errorClasses: Readonly<Record<ErrorClass, wire.ErrorClass>> = {
  not_found: wire.ErrorClass.ERROR_CLASS_NOT_FOUND,
  source_down: wire.ErrorClass.ERROR_CLASS_SOURCE_DOWN,
  rate_limited: wire.ErrorClass.ERROR_CLASS_RATE_LIMITED,
  rejected: wire.ErrorClass.ERROR_CLASS_REJECTED,
  disk_full: wire.ErrorClass.ERROR_CLASS_DISK_FULL,
  auth: wire.ErrorClass.ERROR_CLASS_AUTH,
  internal: wire.ErrorClass.ERROR_CLASS_INTERNAL,
};
export const toErrorClass = (word: ErrorClass | undefined): wire.ErrorClass =>
  word === undefined ? wire.ErrorClass.ERROR_CLASS_UNSPECIFIED : errorClasses[word];

const commandTypes: Readonly<Record<CommandType, wire.CommandType>> = {
  pause: wire.CommandType.COMMAND_TYPE_PAUSE,
  resume: wire.CommandType.COMMAND_TYPE_RESUME,
  cancel: wire.CommandType.COMMAND_TYPE_CANCEL,
  retry_item: wire.CommandType.COMMAND_TYPE_RETRY_ITEM,
  force_retry_item: wire.CommandType.COMMAND_TYPE_FORCE_RETRY_ITEM,
};

/** The word for a number; undefined for 0 (unspecified). Throws for an unknown number, such as from a newer client. */
function wordOf<W extends string>(words: Readonly<Record<W, number>>, number: number, what: string): W | undefined {
  if (number === 0) return undefined;
  const found = (Object.keys(words) as W[]).find((word) => words[word] === number);
  if (found === undefined) throw new Fault('invalid_argument', `there is no ${what} ${number}`);
  return found;
}

/** @throws Fault `invalid_argument` */
export const fromItemStatus = (number: wire.ItemStatus): ItemStatus | undefined => wordOf(itemStatuses, number, 'status of items');
/** @throws Fault `invalid_argument` */
export const fromErrorClass = (number: wire.ErrorClass): ErrorClass | undefined => wordOf(errorClasses, number, 'class of errors');

/** @throws Fault `invalid_argument` for an unknown or missing command */
export function fromCommandType(number: wire.CommandType): CommandType {
  const type = wordOf(commandTypes, number, 'command');
  if (type === undefined) throw new Fault('invalid_argument', 'no command is given');
  return type;
}

/** Treats 0 and empty as absent. Throws Fault `invalid_argument`. */
export function fromTarget(target: wire.CommandTarget | undefined): CommandTarget {
  if (target === undefined) return {};
  const id = (number: number): number | undefined => (number === 0 ? undefined : number);
  const { source } = target;
  return {
    jobId: id(target.jobId),
    stageId: id(target.stageId),
    itemId: id(target.itemId),
    source: source === '' ? undefined : source,
    errorClass: fromErrorClass(target.errorClass),
  };
}
