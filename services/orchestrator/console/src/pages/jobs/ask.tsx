import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { Confirm } from '../../kit/dialog.js';
import { ErrorNote } from '../../kit/feedback.js';
import { tell } from '../../kit/toast.js';
import { templateNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { countFor, targetOf } from './actions.js';
import type { JobAction } from './job-facts.js';
import styles from './jobs.module.css';
import { actionMessages, messages } from './messages.js';
import { useRun } from './use-run.js';

export interface Asking {
  readonly action: JobAction;
  readonly jobs: readonly Pick<Schemas['Job'], 'id' | 'template'>[];
  /** In words, if the jobs were chosen by one. */
  readonly filter: string | undefined;
}

/** A dry run over all the jobs; null where the command reaches the jobs themselves. */
const countAll = async ({ action, jobs }: Asking): Promise<number | null> =>
  action === 'pause' || action === 'resume' ? null : countFor(action, targetOf(jobs.map(({ id }) => id)));

/** Asks with filter and count, then gives one command to all the jobs. */
export function Asked({ asking, close, done }: { asking: Asking | undefined; close: () => void; done: () => Promise<void> }): ReactElement {
  const say = useMessages(actionMessages);
  const format = useFormat();
  const { run, busy } = useRun(done);
  const ids = asking?.jobs.map(({ id }) => id) ?? [];
  const count = useQuery({
    queryKey: ['dry run', asking?.action, ids],
    queryFn: () => countAll(asking as Asking),
    enabled: asking !== undefined,
    gcTime: 0,
    staleTime: 0,
  });
  const [drift, setDrift] = useState<number>();
  const total = count.data ?? 0;
  const leave = (): void => {
    setDrift(undefined);
    close();
  };
  const confirm = async (): Promise<void> => {
    if (asking === undefined || count.data === undefined) return;
    const outcome = await run(asking.action, ids, count.data ?? undefined);
    if (outcome === 'drifted') {
      setDrift(total);
      void count.refetch();
      return;
    }
    if (outcome !== 'failed') tell(outcome === 'done' ? doneWord(asking.action, say) : say.goesOn);
    leave();
  };
  return (
    <Confirm
      open={asking !== undefined}
      close={leave}
      title={asking === undefined ? '' : say[`${asking.action}Title`]}
      action={asking === undefined ? '' : buttonOf(asking, total, say, format.number)}
      danger={asking?.action === 'cancel'}
      busy={busy || count.data === undefined}
      reason={asking?.action === 'retry' && count.data !== undefined && total === 0 ? say.noRetry : undefined}
      confirm={() => void confirm()}
    >
      {asking === undefined ? null : <Question asking={asking} total={count.data === undefined ? undefined : total} />}
      {drift === undefined || count.isFetching ? null : <p role="alert">{say.drifted(format.number(drift), format.number(total))}</p>}
      {count.error ? <ErrorNote error={count.error} retry={() => void count.refetch()} /> : null}
    </Confirm>
  );
}

type Say = ReturnType<typeof useMessages<typeof actionMessages>>;

const doneWord = (action: JobAction, say: Say): string =>
  ({ pause: say.paused, resume: say.resumed, retry: say.retried, cancel: say.canceled })[action];

function buttonOf({ action, jobs }: Asking, total: number, say: Say, number: (value: number) => string): string {
  if (action === 'pause' || action === 'resume') return say[`${action}N`](number(jobs.length));
  return say[`${action}N`](number(total));
}

function Question({ asking: { action, jobs, filter }, total }: { asking: Asking; total: number | undefined }): ReactElement {
  const say = { ...useMessages(messages), ...useMessages(actionMessages) };
  const kinds = useMessages(templateNames);
  const format = useFormat();
  const [first, ...others] = jobs;
  const what =
    first === undefined || others.length > 0
      ? say.forJobs(format.number(jobs.length))
      : `${say.number(first.id)} (${wordFor(kinds, first.template)})`;
  if (total === undefined) return <p>{say.counting}</p>;
  const sentence = {
    pause: () => say.willPause(what),
    resume: () => say.willResume(what),
    retry: () => say.willRetry(what, format.number(total)),
    cancel: () => say.willCancel(what, format.number(total)),
  }[action]();
  return (
    <>
      <p>{sentence}</p>
      {filter === undefined || others.length === 0 ? null : <p className={styles.muted}>{filter}</p>}
    </>
  );
}
