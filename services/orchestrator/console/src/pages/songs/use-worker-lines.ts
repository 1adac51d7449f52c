import { useState } from 'react';
import { type LiveWorker, linesOf, type WorkerLine } from './worker-lines.js';

/** A line for each worker that was seen since the page was opened. */
export function useWorkerLines(workers: readonly LiveWorker[] | undefined): readonly WorkerLine[] {
  const [{ seen, lines }, setLines] = useState<{ readonly seen: typeof workers; readonly lines: readonly WorkerLine[] }>({
    seen: undefined,
    lines: [],
  });
  if (workers !== undefined && workers !== seen) setLines({ seen: workers, lines: linesOf(lines, workers) });
  return lines;
}
