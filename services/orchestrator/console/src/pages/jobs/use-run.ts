import { useRef, useState } from 'react';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct } from '../../shell/session.js';
import { driftOf, give } from './actions.js';
import type { JobAction } from './job-facts.js';
import { actionMessages } from './messages.js';

/** A job with the number of items that a dry run counted. */
export interface Counted {
  readonly jobId: number;
  readonly seen: number | undefined;
}

interface RunProgress {
  readonly done: number;
  readonly total: number;
}

interface Run {
  readonly run: (action: JobAction, counted: readonly Counted[]) => Promise<'done' | 'drifted' | 'failed'>;
  readonly busy: boolean;
  readonly progress: RunProgress | undefined;
  /** No further job; what was done stays done. */
  readonly stop: () => void;
}

/** Gives a command to one job after the other. */
export function useRun(finished: () => Promise<void>): Run {
  const say = useMessages(actionMessages);
  const format = useFormat();
  const act = useAct();
  const stopped = useRef(false);
  const [progress, setProgress] = useState<RunProgress>();
  const run: Run['run'] = async (action, counted) => {
    stopped.current = false;
    let [done, drifted, failed] = [0, false, false];
    const targets = counted.filter(({ seen }) => seen !== 0);
    for (const { jobId, seen } of targets) {
      setProgress({ done, total: targets.length });
      const given = await act(async () => {
        await give(action, { jobId }, seen).catch((error: unknown) => {
          if (driftOf(error) === undefined) throw error;
          drifted = true;
        });
      });
      failed ||= !given;
      if (stopped.current || drifted || !given) break;
      done += 1;
    }
    setProgress(undefined);
    await finished();
    if (stopped.current && done < targets.length) tell(say.partly(format.number(done), format.number(targets.length)));
    if (drifted) return 'drifted';
    return failed || stopped.current ? 'failed' : 'done';
  };
  const stop = (): void => {
    stopped.current = true;
  };
  return { run, busy: progress !== undefined, progress, stop };
}
