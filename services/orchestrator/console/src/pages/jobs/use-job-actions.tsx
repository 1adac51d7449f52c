import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import type { MenuAction } from '../../kit/menu-action.js';
import { useMessages } from '../../language/messages.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { give } from './actions.js';
import { Asked, type Asking } from './ask.js';
import { applies, type JobAction } from './job-facts.js';
import { actionMessages, messages } from './messages.js';

type Job = Pick<Schemas['Job'], 'id' | 'template' | 'status' | 'stages'>;

const icons = { pause: 'pause', resume: 'play', retry: 'retry', cancel: 'stop' } as const;
export const jobActions = ['pause', 'resume', 'retry', 'cancel'] as const satisfies readonly JobAction[];

interface JobActions {
  /** What can be done to this job now. */
  readonly menuOf: (job: Job) => readonly MenuAction[];
  /** Asks first for what is not undone easily, and for several jobs. */
  readonly start: (action: JobAction, jobs: readonly Job[]) => void;
  /** The dialog and the progress: to be drawn somewhere. */
  readonly parts: ReactElement;
}

/** Pause, resume, retry and cancel, for one job or for many. */
export function useJobActions(filter?: string): JobActions {
  const say = { ...useMessages(messages), ...useMessages(actionMessages) };
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>();
  const refresh = useCallback(async () => {
    await Promise.all(['jobs', 'job', 'commands'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }, [queries]);
  const start = (action: JobAction, jobs: readonly Job[]): void => {
    const [only, ...others] = jobs;
    if (only !== undefined && others.length === 0 && (action === 'pause' || action === 'resume')) {
      void act(() => give(action, { jobId: only.id }), { done: action === 'pause' ? say.paused : say.resumed }).then(refresh);
    } else setAsking({ action, jobs, filter });
  };
  const menuOf = (job: Job): MenuAction[] =>
    jobActions
      .filter((action) => applies(action, job))
      .map((action) => ({
        name: say[action],
        icon: icons[action],
        danger: action === 'cancel',
        reason: readOnly,
        run: () => start(action, [job]),
      }));
  return { menuOf, start, parts: <Asked asking={asking} close={() => setAsking(undefined)} done={refresh} /> };
}
