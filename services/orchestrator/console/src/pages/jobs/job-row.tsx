import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { IconButton } from '../../kit/button.js';
import { Progress } from '../../kit/feedback.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago, instantOf, useNow } from '../../kit/time.js';
import { jobStates, jobTones, pauseCauses, stageNames, templateNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { Link } from '../../shell/link.js';
import { currentStage, foundNothing, hasEnded, jobTally, stageRemainingMs } from './job-facts.js';
import styles from './jobs.module.css';
import { messages } from './messages.js';
import { useReason, useWait } from './use-wait.js';

/** The newest state of a job that a list was read with: live while it is not over, read once more when it ends. */
function useCurrent(row: Job): Job {
  const live = useLivePart(({ snapshot }) => snapshot?.jobs.find(({ id }) => id === row.id));
  const isKnown = useLivePart(({ snapshot }) => snapshot !== undefined && snapshot.jobs.length < 20);
  const isOver = live === undefined && isKnown && !hasEnded(row.status);
  const read = useQuery({
    queryKey: ['jobs', 'ended', row.id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/jobs/{id}', { params: { path: { id: row.id } }, signal })),
    enabled: isOver,
  });
  return live ?? (isOver ? read.data : undefined) ?? row;
}

interface JobRowProps {
  readonly row: Job;
  readonly isTicked: boolean;
  readonly tick: (job: Job, ticked: boolean) => void;
  readonly openMenu: (job: Job, button: HTMLElement) => void;
}

export function JobRow({ row, isTicked, tick, openMenu }: JobRowProps): ReactElement {
  const say = useMessages(messages);
  const kinds = useMessages(templateNames);
  const job = useCurrent(row);
  return (
    <div className={styles.row}>
      <label className={styles.tick}>
        <span className="hidden">{say.select(job.id)}</span>
        <input type="checkbox" checked={isTicked} onChange={({ target }) => tick(job, target.checked)} />
      </label>
      <div className={styles.name}>
        <Link to={`/jobs/${job.id}`}>{wordFor(kinds, job.template)}</Link>
        <Under job={job} />
      </div>
      <span className={styles.state}>
        <JobBadge status={job.status} />
      </span>
      <Bar job={job} />
      <When job={job} />
      <IconButton
        icon="more"
        className={styles.more}
        label={say.actionsFor(job.id)}
        onClick={(event) => openMenu(job, event.currentTarget)}
      />
    </div>
  );
}

export function JobBadge({ status }: { status: string }): ReactElement {
  const states = useMessages(jobStates);
  return (
    <Badge tone={jobTones[status] ?? 'quiet'} icon={status === 'paused' ? 'pause' : undefined}>
      {wordFor(states, status)}
    </Badge>
  );
}

/** What it waits for, or what it is at, or why it was made. */
function Under({ job }: { job: Job }): ReactElement {
  const say = useMessages(messages);
  const stages = useMessages(stageNames);
  const causes = useMessages(pauseCauses);
  const wait = useWait(job);
  const reason = useReason(job.reason);
  const stage = hasEnded(job.status) ? undefined : currentStage(job.stages);
  const pause = job.pausedBy === null ? undefined : wordFor(causes, job.pausedBy);
  const parts = [say.number(job.id), pause ?? wait ?? (stage === undefined ? undefined : wordFor(stages, stage.stageType))];
  return (
    <small>
      {parts.filter(Boolean).join(' · ')}
      {job.pausedVolume === null ? null : <span data-data> {job.pausedVolume}</span>}
      {reason === undefined ? null : <span {...(reason === job.reason ? asSaid : {})}>{` · ${reason}`}</span>}
      {job.lastError === null || job.status !== 'failed' ? null : <span {...asSaid}>{` · ${job.lastError}`}</span>}
    </small>
  );
}

function Bar({ job }: { job: Job }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const { done, failed, total } = jobTally(job);
  if (foundNothing(job)) return <div className={`${styles.bar} ${styles.muted}`}>{say.foundNothing}</div>;
  return (
    <div className={styles.bar}>
      <Progress done={done} failed={failed} total={total} label={`${say.number(job.id)}: ${say.progress}`} />
      <span>
        {say.doneOf(format.number(done), format.number(total))}
        {failed === 0 ? null : (
          <Link className={styles.bad} to={`/jobs/${job.id}`} search={{ status: 'failed' }}>
            {say.failedCount(format.number(failed))}
          </Link>
        )}
      </span>
    </div>
  );
}

function When({ job }: { job: Job }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const now = useNow();
  const stage = currentStage(job.stages);
  const left = job.status === 'running' && stage !== undefined ? stageRemainingMs(stage, now) : undefined;
  const [started, ended] = [instantOf(job.startedAt), instantOf(job.endedAt)];
  return (
    <div className={styles.time}>
      <Ago at={job.startedAt ?? job.createdAt} />
      {left === undefined ? null : <span className="number">{say.left(format.duration(left))}</span>}
      {started === undefined || ended === undefined ? null : <span className="number">{say.took(format.duration(ended - started))}</span>}
    </div>
  );
}
