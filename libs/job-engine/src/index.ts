export type { JobSnapshot, Subscription } from './change-feed.js';
export { JobEngine } from './job-engine.js';
export type { EngineOptions } from './records/engine-options.js';
export type {
  Claim,
  EngineRun,
  EngineTransaction,
  Finish,
  ItemFilter,
  ItemMove,
  ItemRecords,
  JobPatch,
  JobRecords,
  Lease,
  Ledger,
  Moved,
  NewJob,
  StagePatch,
} from './records/engine-records.js';
export type { EngineStore, FailureCount, ItemPage, ItemQuery, Notice, PageAfter } from './records/engine-store.js';
export { classOfFault, type ErrorClass, errorClasses, isErrorClass } from './records/error-class.js';
export { type Item, keyInRound, type NewItem, type References } from './records/item.js';
export { type Instant, type Job, type JobView, openItems, pauseCauses, type Stage } from './records/job.js';
export {
  type Command,
  type CommandOutcome,
  type CommandTarget,
  type CommandType,
  commandStatuses,
  commandTypes,
  type Hold,
  type NewCommand,
  type NewEvent,
  type NewLog,
  type StoredCommand,
  type StoredEvent,
  type WorkerState,
} from './records/ledger.js';
export type {
  ExecutionContext,
  ItemFailure,
  ItemOutcome,
  ItemProgress,
  ItemSuccess,
  StageExecutor,
  ToldEvent,
} from './records/stage-executor.js';
export {
  hasEnded,
  type ItemStatus,
  isItemStatus,
  isJobStatus,
  isStageStatus,
  itemStatesAnswering,
  itemStatuses,
  type JobStatus,
  jobStatuses,
  stageStatuses,
} from './records/states.js';
export type { Clock, Pacing, Random, Surroundings, Volumes } from './records/surroundings.js';
export { isCounted } from './turn/as-seen.js';
export type { JobRequest } from './turn/create-job.js';
export { untilNews } from './until-news.js';
export { Bell } from './work/bell.js';
export type { RunningItem } from './work/worker.js';
