import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { emptyTail, type Tail, withNewest } from './log-tail.js';

export type Level = 'info' | 'warn' | 'error';

const readMs = 3000;
const linesAtOnce = 200;

interface LogTail {
  readonly tail: Tail;
  /** Lines that wait while the reader holds the log. */
  readonly waiting: number;
  readonly error: unknown;
  readonly isFirst: boolean;
}

/** The newest lines of a job. New ones are appended as long as nothing is held; then they wait. */
export function useLogTail(jobId: number, levels: readonly Level[], isLive: boolean, isHeld: boolean): LogTail {
  const key = levels.join();
  const [kept, setKept] = useState<{ readonly key: string; readonly tail: Tail }>({ key, tail: emptyTail });
  const read = useQuery({
    queryKey: ['job log', jobId, levels],
    queryFn: ({ signal }) => {
      const query = { jobId, limit: linesAtOnce, ...(levels.length === 0 ? {} : { level: [...levels] }) };
      return answerOf(api.GET('/api/logs', { params: { query }, signal }));
    },
    refetchInterval: isLive ? readMs : false,
  });
  const { data } = read;
  useEffect(() => {
    if (data === undefined || isHeld) return;
    setKept((before) => {
      const tail = withNewest(before.key === key ? before.tail : emptyTail, data.items, data.nextCursor === null);
      return tail === before.tail && before.key === key ? before : { key, tail };
    });
  }, [data, isHeld, key]);
  const tail = kept.key === key ? kept.tail : emptyTail;
  return { tail, waiting: waitingIn(tail, data?.items ?? []), error: read.error, isFirst: data === undefined };
}

const waitingIn = (tail: Tail, items: readonly Schemas['LogEntry'][]): number => {
  const last = tail.lines.at(-1)?.id ?? 0;
  return items.filter(({ id }) => id > last).length;
};
