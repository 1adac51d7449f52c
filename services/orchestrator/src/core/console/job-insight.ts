import type { ErrorClass, Instant, ItemStatus, Stage } from '@catalogsync/job-engine';
import { foldedText } from './folded-text.js';

/** Failed items of one stage, error class and source. */
export interface FailureGroup {
  readonly stageId: number;
  readonly errorClass: ErrorClass | undefined;
  readonly source: string;
  readonly count: number;
  readonly firstAt: Instant | undefined;
  readonly lastAt: Instant | undefined;
}

export interface FailedItem {
  readonly itemId: number;
  readonly displayText: string;
  readonly message: string;
}

/** What ended in a stage within one minute. */
export interface StageMinute {
  readonly stageId: number;
  /** When the minute began. */
  readonly at: Instant;
  readonly succeeded: number;
  readonly failed: number;
  readonly bytes: number;
}

/** One item on the time axis. */
export interface ItemSpan {
  readonly stageId: number;
  readonly itemId: number;
  readonly displayText: string;
  readonly status: ItemStatus;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly source: string;
}

/** What the pages of one job ask besides its lists. Reads committed state through an index. */
export interface JobInsight {
  /** Exact counts, largest first. */
  failureGroups(jobId: number, limit: number): Promise<readonly FailureGroup[]>;
  /** The items of a group that failed last. */
  failedLast(group: Pick<FailureGroup, 'stageId' | 'errorClass' | 'source'>, limit: number): Promise<readonly FailedItem[]>;
  /** Ascending by stage and time. */
  minutes(jobId: number): Promise<readonly StageMinute[]>;
  /** The items of these stages that have started, by id. */
  spans(stageIds: readonly number[]): Promise<readonly ItemSpan[]>;
}

/** One message of a cluster, without what differs from item to item. */
export interface ClusterMessage {
  readonly text: string;
  /** Among the items that were looked at. */
  readonly count: number;
  /** An item with it. */
  readonly itemId: number;
  readonly displayText: string;
}

export interface ErrorCluster extends FailureGroup {
  readonly stageType: string;
  /** The most frequent first. */
  readonly messages: readonly ClusterMessage[];
}

const mostClusters = 50;
const itemsLookedAt = 200;
const mostMessages = 3;

/** A job's failed items by stage, error class and source, largest first, with their most frequent messages. */
export async function errorClusters(insight: JobInsight, jobId: number, stages: readonly Stage[]): Promise<readonly ErrorCluster[]> {
  const types = new Map(stages.map(({ id, type }) => [id, type]));
  const clusters: ErrorCluster[] = [];
  for (const group of await insight.failureGroups(jobId, mostClusters)) {
    const messages = commonest(await insight.failedLast(group, itemsLookedAt));
    clusters.push({ ...group, stageType: types.get(group.stageId) ?? '', messages });
  }
  return clusters;
}

function commonest(items: readonly FailedItem[]): ClusterMessage[] {
  const groups = [...Map.groupBy(items, ({ message }) => foldedText(message)).entries()];
  const messages = groups.flatMap(([text, [first, ...others]]) => {
    if (first === undefined) return [];
    return [{ text, count: 1 + others.length, itemId: first.itemId, displayText: first.displayText }];
  });
  return messages.sort((a, b) => b.count - a.count).slice(0, mostMessages);
}

/** One stage on the time axis. */
export interface StageLane {
  readonly stage: Stage;
  readonly minutes: readonly StageMinute[];
  /** Empty for a stage with many items: its minutes tell enough. */
  readonly spans: readonly ItemSpan[];
}

/** Stages with more items have no spans. */
const mostSpans = 500;

const itemsOf = ({ counts }: Stage): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The stages of a job on the time axis, in the order they run. */
export async function timelineOf(insight: JobInsight, jobId: number, stages: readonly Stage[]): Promise<readonly StageLane[]> {
  const short = stages.filter((stage) => itemsOf(stage) <= mostSpans).map(({ id }) => id);
  const [minutes, spans] = await Promise.all([insight.minutes(jobId), insight.spans(short)]);
  return stages.map((stage) => ({
    stage,
    minutes: minutes.filter(({ stageId }) => stageId === stage.id),
    spans: spans.filter(({ stageId }) => stageId === stage.id),
  }));
}
