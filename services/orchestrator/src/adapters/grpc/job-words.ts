import { orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { CommandTarget, CommandType } from '@catalogsync/job-engine';
import { enumWords } from '@catalogsync/rpc';

export const jobStatusWords = enumWords(wire.JobStatus, 'JOB_STATUS_');
export const stageStatusWords = enumWords(wire.StageStatus, 'STAGE_STATUS_');
export const itemStatusWords = enumWords(wire.ItemStatus, 'ITEM_STATUS_');
export const errorClassWords = enumWords(wire.ErrorClass, 'ERROR_CLASS_');
const commandTypes = enumWords(wire.CommandType, 'COMMAND_TYPE_');

/** @throws Fault `invalid_argument` for an unknown or missing command */
export function fromCommandType(number: wire.CommandType): CommandType {
  const type = commandTypes.given(number, 'command');
  if (type === undefined) throw new Fault('invalid_argument', 'no command is given');
  return type;
}

/** Treats 0 and empty as absent. Throws Fault `invalid_argument`. */
export function fromTarget({ jobId, stageId, itemId, source, errorClass }: wire.CommandTarget): CommandTarget {
  return {
    jobId: jobId || undefined,
    stageId: stageId || undefined,
    itemId: itemId || undefined,
    source: source || undefined,
    errorClass: errorClassWords.given(errorClass, 'class of errors'),
  };
}
