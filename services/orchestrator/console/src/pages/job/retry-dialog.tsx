import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Confirm } from '../../kit/dialog.js';
import { ErrorNote } from '../../kit/feedback.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct } from '../../shell/session.js';
import { countFor, driftOf, give, type Target } from '../jobs/actions.js';
import { actionMessages } from '../jobs/messages.js';
import { messages } from './messages.js';

export interface Retry {
  readonly target: Target;
  /** The filter in words. */
  readonly what: string;
}

const readAgain = (queries: QueryClient): Promise<unknown> =>
  Promise.all(['job', 'jobs', 'commands'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

/** How many items a retry would reach now. */
const useCount = (retry: Retry | undefined) =>
  useQuery({
    queryKey: ['dry run', retry?.target],
    queryFn: () => countFor('retry', (retry as Retry).target),
    enabled: retry !== undefined,
    gcTime: 0,
    staleTime: 0,
  });

interface DialogProps {
  readonly retry: Retry | undefined;
  readonly close: () => void;
  /** It was given to them. */
  readonly done: () => void;
}

/** Counts what matches, names the filter, and retries exactly what was counted. */
export function RetryDialog({ retry, close, done }: DialogProps): ReactElement {
  const say = { ...useMessages(actionMessages), ...useMessages(messages) };
  const format = useFormat();
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [before, setBefore] = useState<number>();
  const count = useCount(retry);
  const leave = (): void => {
    setBefore(undefined);
    close();
  };
  const confirm = async (): Promise<void> => {
    const { data: seen } = count;
    if (retry === undefined || seen === undefined) return;
    setBusy(true);
    let drifted = false;
    const isGiven = await act(async () => {
      await give('retry', retry.target, seen).catch((error: unknown) => {
        if (driftOf(error) === undefined) throw error;
        drifted = true;
      });
    });
    setBusy(false);
    setBefore(drifted ? seen : undefined);
    if (drifted) return void count.refetch();
    if (!isGiven) return;
    await readAgain(queries);
    done();
    leave();
  };
  return (
    <Confirm
      open={retry !== undefined}
      close={leave}
      title={say.retryTitle}
      action={count.data === undefined ? say.retry : say.retryN(format.number(count.data))}
      busy={busy || count.data === undefined}
      {...(count.data === 0 ? { reason: say.noRetry } : {})}
      confirm={() => void confirm()}
    >
      <p>{count.data === undefined ? say.counting : say.retryQuestion(retry?.what ?? '', format.number(count.data))}</p>
      {before === undefined || count.isFetching ? null : (
        <p role="alert">{say.drifted(format.number(before), format.number(count.data ?? 0))}</p>
      )}
      {count.error ? <ErrorNote error={count.error} retry={() => void count.refetch()} /> : null}
    </Confirm>
  );
}
