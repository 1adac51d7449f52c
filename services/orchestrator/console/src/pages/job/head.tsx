import type { ReactElement, ReactNode } from 'react';
import type { JobDetail } from '../../api/types.js';
import { Actions, Button, buttonClass } from '../../kit/button.js';
import { Progress } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card } from '../../kit/page.js';
import { asSaid, Said } from '../../kit/said.js';
import { Ago, instantOf, useNow } from '../../kit/time.js';
import { pauseCauses, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { applies, currentStage, foundNothing, hasEnded, jobTally, stageRemainingMs } from '../jobs/job-facts.js';
import { JobBadge } from '../jobs/job-row.js';
import { messages as jobMessages } from '../jobs/messages.js';
import { jobActions, useJobActions } from '../jobs/use-job-actions.js';
import { useReason, useWait } from '../jobs/use-wait.js';
import styles from './job.module.css';
import { messages } from './messages.js';

const icons = { pause: 'pause', resume: 'play', retry: 'retry', cancel: 'stop' } as const;

/** To how many playlists a job is limited; 0 if to none. */
const limitedTo = ({ playlistScope }: JobDetail): number =>
  (playlistScope as { readonly playlists?: readonly unknown[] }).playlists?.length ?? 0;

export function JobButtons({ job }: { job: JobDetail }): ReactElement {
  const say = useMessages(jobMessages);
  const readOnly = useReadOnlyReason();
  const actions = useJobActions();
  const offered = jobActions.filter((action) => applies(action, job));
  return (
    <>
      <Actions>
        {offered.map((action) => (
          <Button key={action} icon={icons[action]} reason={readOnly} onClick={() => actions.start(action, [job])}>
            {say[action]}
          </Button>
        ))}
        {hasEnded(job.status) && limitedTo(job) === 0 ? <StartAgain job={job} /> : null}
      </Actions>
      {actions.parts}
    </>
  );
}

/** Leads to the form of a new job with the same choices. */
function StartAgain({ job: { template, sources, downloadSources } }: { job: JobDetail }): ReactElement {
  const say = useMessages(messages);
  const search = { start: template, sources: sources.join(','), downloadSources: downloadSources.join(',') };
  return (
    <Link to="/jobs" search={search} className={buttonClass()}>
      <Icon name="retry" size={18} />
      {say.startAgain}
    </Link>
  );
}

/** State, why, and how long it will still take; then who asked for what. */
export function Head({ job }: { job: JobDetail }): ReactElement {
  return (
    <Card>
      <div className={styles.verdict}>
        <Verdict job={job} />
        <Sum job={job} />
        <JobFacts job={job} />
      </div>
    </Card>
  );
}

function Verdict({ job }: { job: JobDetail }): ReactElement {
  const say = useMessages(messages);
  const stages = useMessages(stageNames);
  const causes = useMessages(pauseCauses);
  const format = useFormat();
  const now = useNow();
  const wait = useWait(job);
  const stage = hasEnded(job.status) ? undefined : currentStage(job.stages);
  const left = job.status === 'running' && stage !== undefined ? stageRemainingMs(stage, now) : undefined;
  const pause = job.pausedBy === null ? undefined : wordFor(causes, job.pausedBy);
  const at = job.status === 'running' && stage !== undefined ? say.nowAt(wordFor(stages, stage.stageType)) : undefined;
  return (
    <div className={styles.line}>
      <JobBadge status={job.status} />
      <strong>
        {[pause ?? wait ?? at, left === undefined ? undefined : say.left(format.duration(left))].filter(Boolean).join(' · ')}
        {job.pausedVolume === null ? null : <span data-data> {job.pausedVolume}</span>}
      </strong>
      {job.lastError === null ? null : (
        <span className={styles.bad} {...asSaid}>
          {job.lastError}
        </span>
      )}
    </div>
  );
}

function Sum({ job }: { job: JobDetail }): ReactElement {
  const say = { ...useMessages(jobMessages), ...useMessages(messages) };
  const format = useFormat();
  const { done, failed, total } = jobTally(job);
  if (foundNothing(job)) return <p className={styles.muted}>{say.foundNothing}</p>;
  const isGrowing = !hasEnded(job.status) && job.stages.some(({ planned, status }) => !planned && !hasEnded(status));
  return (
    <div className={styles.block}>
      <Progress done={done} failed={failed} total={total} label={say.progress} />
      <span className={`${styles.muted} number`}>
        {say.doneOf(format.number(done), format.number(total))}
        {failed === 0 ? null : <span className={styles.bad}>{` · ${say.failedCount(format.number(failed))}`}</span>}
        {isGrowing ? ` · ${say.counting}` : null}
      </span>
    </div>
  );
}

function JobFacts({ job }: { job: JobDetail }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const now = useNow();
  const reason = useReason(job.reason);
  const [started, ended] = [instantOf(job.startedAt), instantOf(job.endedAt)];
  const names = (list: readonly string[]): ReactElement | undefined =>
    list.length === 0 ? undefined : <span data-data>{list.join(', ')}</span>;
  const playlists = limitedTo(job);
  const when = (at: string | null): ReactElement | undefined => (at === null ? undefined : <Ago at={at} />);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [say.created, when(job.createdAt)],
    [say.started, when(job.startedAt)],
    [say.ended, when(job.endedAt)],
    [ended === undefined ? say.running : say.took, started === undefined ? undefined : format.duration((ended ?? now) - started)],
    [say.sources, names(job.sources)],
    [say.downloadSources, names(job.downloadSources)],
    [say.reason, reason !== undefined && reason === job.reason ? <Said key="reason" text={reason} /> : reason],
    [say.limitedTo, playlists === 0 ? undefined : say.playlists(format.number(playlists))],
  ];
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
