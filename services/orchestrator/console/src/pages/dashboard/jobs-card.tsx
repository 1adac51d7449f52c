import type { ReactElement } from 'react';
import type { Job } from '../../api/types.js';
import { Button, buttonClass } from '../../kit/button.js';
import { Progress } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card } from '../../kit/page.js';
import { Ago, useNow } from '../../kit/time.js';
import { jobTones, stageNames, templateNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { applies, currentStage, hasEnded, stageRemainingMs, stageTally } from '../jobs/job-facts.js';
import { JobBadge } from '../jobs/job-row.js';
import { messages as jobMessages } from '../jobs/messages.js';
import { useJobActions } from '../jobs/use-job-actions.js';
import { useWait } from '../jobs/use-wait.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

/** More are a click away. */
const mostShown = 4;

/** The jobs under way, and the newest that ended if there is room. */
export function JobsCard({ jobs, recent }: { jobs: readonly Job[]; recent: readonly Job[] }): ReactElement {
  const say = useMessages(dashboardWords);
  const ended = recent
    .filter(({ status }) => hasEnded(status))
    .sort((one, other) => Date.parse(other.endedAt ?? '') - Date.parse(one.endedAt ?? ''))
    .slice(0, Math.max(0, mostShown - 1 - jobs.length));
  return (
    <Card title={say.jobs} actions={<JobsActions jobs={jobs} />} flush>
      {jobs.length === 0 ? <p className={styles.none}>{say.noJobs}</p> : null}
      <ul className={styles.rows}>
        {jobs.slice(0, mostShown).map((job) => (
          <OpenJob key={job.id} job={job} />
        ))}
        {ended.map((job) => (
          <EndedJob key={job.id} job={job} />
        ))}
      </ul>
    </Card>
  );
}

/** One press for all of them; it names them first. */
function JobsActions({ jobs }: { jobs: readonly Job[] }): ReactElement {
  const say = useMessages(dashboardWords);
  const readOnly = useReadOnlyReason();
  const { start, parts } = useJobActions();
  const going = jobs.filter((job) => applies('pause', job));
  const paused = jobs.filter((job) => applies('resume', job));
  const [action, concerned] = going.length > 0 ? (['pause', going] as const) : (['resume', paused] as const);
  return (
    <span className={styles.cardActions}>
      {jobs.length > 0 ? null : (
        <Link to="/jobs" search={{ start: 'full' }} className={buttonClass('quiet')}>
          <Icon name="add" />
          {say.startJob}
        </Link>
      )}
      {concerned.length === 0 ? null : (
        <Button kind="quiet" icon={action === 'pause' ? 'pause' : 'play'} reason={readOnly} onClick={() => start(action, concerned)}>
          {action === 'pause' ? say.pauseAll : say.resumeAll}
        </Button>
      )}
      <Link to="/jobs">{say.allJobs}</Link>
      {parts}
    </span>
  );
}

function OpenJob({ job }: { job: Job }): ReactElement {
  const say = useMessages(jobMessages);
  const kinds = useMessages(templateNames);
  const stages = useMessages(stageNames);
  const format = useFormat();
  const now = useNow();
  const wait = useWait(job);
  const stage = currentStage(job.stages);
  const { done, failed, total } = stage === undefined ? { done: 0, failed: 0, total: 0 } : stageTally(stage);
  const left = job.status === 'running' && stage !== undefined ? stageRemainingMs(stage, now) : undefined;
  const doing = stage === undefined ? undefined : wordFor(stages, stage.stageType);
  const parts = [wait ?? doing, total === 0 ? undefined : say.doneOf(format.number(done), format.number(total))];
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <Link to={`/jobs/${job.id}`}>{wordFor(kinds, job.template)}</Link>
        <JobBadge status={job.status} />
      </div>
      {total === 0 ? null : (
        <Progress done={done} failed={failed} total={total} label={`${wordFor(kinds, job.template)}: ${say.progress}`} />
      )}
      <div className={styles.rowFoot}>
        <span className="number">{parts.filter(Boolean).join(' · ')}</span>
        {failed === 0 ? null : (
          <Link className={styles.bad} to={`/jobs/${job.id}`} search={{ status: 'failed' }}>
            {say.failedCount(format.number(failed))}
          </Link>
        )}
        {left === undefined ? null : <span className={`number ${styles.right}`}>{say.left(format.duration(left))}</span>}
      </div>
    </li>
  );
}

function EndedJob({ job }: { job: Job }): ReactElement {
  const kinds = useMessages(templateNames);
  return (
    <li className={styles.row} data-tone={jobTones[job.status]}>
      <div className={styles.rowHead}>
        <Link to={`/jobs/${job.id}`}>{wordFor(kinds, job.template)}</Link>
        <span className={styles.rowFoot}>
          <Ago at={job.endedAt} />
          <JobBadge status={job.status} />
        </span>
      </div>
    </li>
  );
}
