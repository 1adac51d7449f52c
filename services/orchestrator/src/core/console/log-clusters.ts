import type { Instant } from '@catalogsync/job-engine';
import { foldedText } from './folded-text.js';
import type { JobLogLevel, LogLists, NamedLogEntry } from './log-lists.js';

/** Lines with the same cause. */
export interface LogCluster {
  readonly level: string;
  readonly text: string;
  readonly count: number;
  readonly firstAt: Instant | undefined;
  readonly lastAt: Instant | undefined;
  /** Of the newest of its lines. */
  readonly jobId: number | undefined;
  readonly logId: number;
}

export interface LogClusters {
  readonly items: readonly LogCluster[];
  readonly readLines: number;
  /** False if there were more lines than are read. */
  readonly complete: boolean;
}

/** Lines read of each level. Info lines are no trouble: such a try is repeated by itself. */
const mostLines = 10_000;
const mostClusters = 50;
const levels: readonly JobLogLevel[] = ['error', 'warn'];

/** Errors, then warnings since an instant, grouped by what they have in common; the most frequent first. */
export async function logClusters(logs: Pick<LogLists, 'newest'>, since: Instant): Promise<LogClusters> {
  const found = await Promise.all(levels.map((level) => logs.newest(level, since, mostLines)));
  return {
    items: found.flatMap(clustersOf).slice(0, mostClusters),
    readLines: found.reduce((sum, lines) => sum + lines.length, 0),
    complete: found.every((lines) => lines.length < mostLines),
  };
}

/** @param lines of one level, newest first */
function clustersOf(lines: readonly NamedLogEntry[]): LogCluster[] {
  const groups = [...Map.groupBy(lines, (line) => foldedText(withoutName(line))).entries()];
  const clusters = groups.flatMap(([text, group]): LogCluster[] => {
    const [newest, oldest] = [group[0], group.at(-1)];
    if (newest === undefined) return [];
    const { level, createdAt: lastAt, jobId, id: logId } = newest;
    return [{ level, text, count: group.length, firstAt: oldest?.createdAt, lastAt, jobId, logId }];
  });
  return clusters.sort((a, b) => b.count - a.count || b.logId - a.logId);
}

/** The engine begins the line of a failure with the name of the item. */
function withoutName({ message, itemName }: NamedLogEntry): string {
  return itemName !== '' && message.startsWith(`${itemName}: `) ? message.slice(itemName.length + 2) : message;
}
