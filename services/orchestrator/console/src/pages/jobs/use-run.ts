import { useState } from 'react';
import { useAct } from '../../shell/session.js';
import { driftOf, give, targetOf } from './actions.js';
import type { JobAction } from './job-facts.js';

/** `under way`: it takes longer than an answer waits; the page shows how far it is, and can stop it. */
type RunOutcome = 'done' | 'under way' | 'drifted' | 'failed';

interface Run {
  /** @param seen how many items a dry run counted, where items are concerned */
  readonly run: (action: JobAction, jobIds: readonly number[], seen: number | undefined) => Promise<RunOutcome>;
  readonly busy: boolean;
}

/** Gives one command to all the jobs. */
export function useRun(finished: () => Promise<void>): Run {
  const act = useAct();
  const [busy, setBusy] = useState(false);
  const run: Run['run'] = async (action, jobIds, seen) => {
    let outcome: RunOutcome = 'done';
    setBusy(true);
    const given = await act(async () => {
      try {
        const { status } = await give(action, targetOf(jobIds), seen);
        if (status === 'pending') outcome = 'under way';
      } catch (error) {
        if (driftOf(error) === undefined) throw error;
        outcome = 'drifted';
      }
    });
    setBusy(false);
    await finished();
    return given ? outcome : 'failed';
  };
  return { run, busy };
}
