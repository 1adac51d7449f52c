import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button, buttonClass } from '../../kit/button.js';
import { Icon } from '../../kit/icons.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { verdictWords } from '../../language/verdict-words.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { namesData, useCauseText } from '../../shell/use-verdict-text.js';
import { type Cause, placeOf, stopsWork } from '../../shell/verdict.js';
import { SourceTestDialog } from '../ranking/source-test.js';
import { useSourcesChanged } from '../ranking/use-sources-changed.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

type Jobs = Standing['jobs'];

const icons = { ok: 'ok', attention: 'info', trouble: 'warn' } as const;

/** The sentence that matters most, with its one button; below it whatever else there is. */
export function VerdictCard({ verdict: { state, causes }, jobs }: { verdict: Standing['verdict']; jobs: Jobs }): ReactElement {
  const say = { ...useMessages(verdictWords), ...useMessages(dashboardWords) };
  const [first, ...others] = causes;
  return (
    <section className={styles.verdict} data-state={state}>
      <Icon name={icons[state]} size={28} />
      <div className={styles.verdictText}>
        <h2>{first === undefined ? say.ok : <CauseText cause={first} />}</h2>
        {first === undefined ? <p>{say.okText}</p> : first.since === null ? null : <Since at={first.since} />}
      </div>
      {first === undefined ? null : <CauseAction key={`${first.kind} ${first.name}`} cause={first} jobs={jobs} isMain />}
      {others.length === 0 ? null : (
        <ul className={styles.causes} aria-label={say.others}>
          {others.map((cause) => (
            <li key={`${cause.kind} ${cause.name} ${cause.jobId}`}>
              <span className={styles.cause} data-stops={stopsWork(cause)}>
                <Icon name={stopsWork(cause) ? 'warn' : 'info'} size={18} />
                <CauseText cause={cause} />
              </span>
              <CauseAction cause={cause} jobs={jobs} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function CauseText({ cause }: { cause: Cause }): ReactElement {
  const text = useCauseText()(cause);
  return <span data-data={namesData(cause) ? '' : undefined}>{text}</span>;
}

function Since({ at }: { at: string }): ReactElement {
  return (
    <p>
      <Ago at={at} />
    </p>
  );
}

interface ActionProps {
  readonly cause: Cause;
  readonly jobs: Jobs;
  readonly isMain?: boolean;
}

/** What helps with a single press, or else the way to where it can be decided. */
function CauseAction({ cause, jobs, isMain = false }: ActionProps): ReactElement {
  const say = useMessages(verdictWords);
  const { kind, name, jobId } = cause;
  if (kind === 'sourcePaused') return <Resume target={{ source: name }} isMain={isMain} />;
  if (kind === 'jobPaused' && jobId !== null) return <Resume target={{ jobId }} isMain={isMain} />;
  if (kind === 'sourceOpen') return <TestSource name={name} isMain={isMain} />;
  const words = {
    serviceDown: say.toLogs,
    volumeFull: say.toDisks,
    noRunner: say.toQueue,
    jobFailed: say.toJob,
    jobPaused: say.toJob,
    failures: say.toFailures,
    quarantine: say.toQuarantine,
  };
  return (
    <Link className={buttonClass(isMain ? 'main' : 'plain')} {...placeOf(cause, jobs)}>
      {words[kind]}
    </Link>
  );
}

interface ResumeProps {
  readonly target: { readonly source: string } | { readonly jobId: number };
  readonly isMain: boolean;
}

function Resume({ target, isMain }: ResumeProps): ReactElement {
  const say = useMessages(dashboardWords);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const changed = useSourcesChanged();
  const [busy, setBusy] = useState(false);
  const resume = async (): Promise<void> => {
    setBusy(true);
    await act(() => answerOf(api.POST('/api/commands', { body: { type: 'resume', ...target } })), { done: say.resumed });
    await changed();
    setBusy(false);
  };
  return (
    <Button kind={isMain ? 'main' : 'plain'} icon="play" reason={readOnly} busy={busy} onClick={() => void resume()}>
      {say.resume}
    </Button>
  );
}

function TestSource({ name, isMain }: { name: string; isMain: boolean }): ReactElement {
  const say = useMessages(dashboardWords);
  const readOnly = useReadOnlyReason();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind={isMain ? 'main' : 'plain'} icon="link" reason={readOnly} onClick={() => setOpen(true)}>
        {say.testSource}
      </Button>
      <SourceTestDialog name={open ? name : undefined} close={() => setOpen(false)} />
    </>
  );
}
