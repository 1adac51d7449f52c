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
  const items: LogCluster[] = [];
  let [readLines, complete] = [0, true];
  for (const level of levels) {
    const groups = new LineGroups();
    for await (const lines of logs.newest(level, since, mostLines)) groups.add(lines);
    items.push(...groups.clusters());
    readLines += groups.lines;
    complete &&= groups.lines < mostLines;
  }
  return { items: items.slice(0, mostClusters), readLines, complete };
}

/** Lines of one level, added newest first. */
class LineGroups {
  private readonly groups = new Map<string, { readonly newest: NamedLogEntry; oldest: NamedLogEntry; count: number }>();
  lines = 0;

  add(lines: readonly NamedLogEntry[]): void {
    this.lines += lines.length;
    for (const line of lines) {
      const text = foldedText(withoutName(line));
      const group = this.groups.get(text);
      if (group === undefined) this.groups.set(text, { newest: line, oldest: line, count: 1 });
      else {
        group.oldest = line;
        group.count += 1;
      }
    }
  }

  clusters(): LogCluster[] {
    const clusters = [...this.groups].map(([text, { newest, oldest, count }]): LogCluster => {
      const { level, createdAt: lastAt, jobId, id: logId } = newest;
      return { level, text, count, firstAt: oldest.createdAt, lastAt, jobId, logId };
    });
    return clusters.sort((a, b) => b.count - a.count || b.logId - a.logId);
  }
}

/** The engine begins the line of a failure with the name of the item. */
function withoutName({ message, itemName }: NamedLogEntry): string {
  return itemName !== '' && message.startsWith(`${itemName}: `) ? message.slice(itemName.length + 2) : message;
}
