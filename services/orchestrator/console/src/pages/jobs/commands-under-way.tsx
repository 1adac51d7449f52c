import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Icon } from '../../kit/icons.js';
import { commandNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import styles from './jobs.module.css';
import { actionMessages, messages } from './messages.js';

const pollMs = { busy: 1500, idle: 15_000 } as const;

/** Without a job it is for all of them. */
const isFor = (jobId: number, { jobId: one, jobIds }: Schemas['Command']['target']): boolean =>
  jobIds === null ? one === null || one === jobId : jobIds.includes(jobId);

/** Commands over many items that are not through yet, whoever gave them; each can be stopped. Without any it shows nothing. */
export function CommandsUnderWay({ jobId }: { jobId?: number }): ReactElement | null {
  const say = { ...useMessages(messages), ...useMessages(actionMessages) };
  const names = useMessages(commandNames);
  const format = useFormat();
  const act = useAct();
  const readOnly = useReadOnlyReason();
  const queries = useQueryClient();
  const commands = useQuery({
    queryKey: ['commands', 'under way'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/commands', { params: { query: { limit: 10 } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'pending') ? pollMs.busy : pollMs.idle),
  });
  const open = (commands.data?.items ?? []).filter(
    ({ status, target }) => status === 'pending' && (jobId === undefined || isFor(jobId, target)),
  );
  if (open.length === 0) return null;
  const stop = async (id: number): Promise<void> => {
    await act(() => answerOf(api.POST('/api/commands/{id}/cancel', { params: { path: { id } } })));
    await queries.invalidateQueries({ queryKey: ['commands'] });
  };
  return (
    <ul className={styles.commands}>
      {open.map(({ id, type, affected, jobsDone, target }) => (
        <li key={id} className={styles.run}>
          <Icon name="running" size={18} />
          <span className={styles.grow}>
            {say.underWay(wordFor(names, type), format.number(affected))}
            {target.jobId === null ? null : ` · ${say.number(target.jobId)}`}
            {target.jobIds === null ? null : ` · ${say.ofJobs(format.number(jobsDone), format.number(target.jobIds.length))}`}
          </span>
          <Button icon="stop" reason={readOnly} onClick={() => void stop(id)}>
            {say.stop}
          </Button>
        </li>
      ))}
    </ul>
  );
}
