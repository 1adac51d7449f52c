import { skipToken, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { Progress } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Said } from '../../kit/said.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { lastApplied } from './apply-dialog.js';
import styles from './config.module.css';
import { useSettingWords } from './setting-words.js';
import { trialOf } from './trial.js';
import { trialWords } from './trial-words.js';
import { useReadAgain, useRevisions } from './use-configuration.js';

/** The service watches for this long, in seconds. */
const trialSeconds = 30;
/** For this long the outcome of a trial stands above the page, in milliseconds. */
const newsMs = 600_000;

/** The apply that is on trial, or how the last one ended. */
export function TrialNote(): ReactElement | null {
  const say = useMessages(trialWords);
  const words = useSettingWords();
  const { data: revisions = [] } = useRevisions();
  const trial = trialOf(revisions);
  const now = useSeconds(trial.kind === 'watched');
  useReadAfter(trial.kind);
  if (trial.kind === 'none' || (trial.kind !== 'watched' && now - trial.at > newsMs)) return null;
  const id = String(trial.id);
  const tone = { watched: 'active', kept: 'ok', returned: 'bad' }[trial.kind];
  const icon = ({ watched: 'waiting', kept: 'ok', returned: 'warn' } as const)[trial.kind];
  return (
    <section className={styles.trial} data-tone={tone} aria-label={say.onTrial}>
      <p className={styles.trialText} role="status">
        <Icon name={icon} />
        <span>{{ watched: say.watched, kept: say.kept, returned: say.returned }[trial.kind](id)}</span>
      </p>
      {trial.kind === 'returned' ? (
        <p className={styles.reason}>
          <Said text={trial.reason} chinese={words.sentence(trial.reason)} />
        </p>
      ) : null}
      {trial.kind === 'watched' ? <Countdown seconds={Math.ceil((trial.until - now) / 1000)} /> : null}
      <Effects id={trial.id} />
    </section>
  );
}

function Countdown({ seconds }: { seconds: number }): ReactElement {
  const say = useMessages(trialWords);
  const left = Math.min(trialSeconds, Math.max(0, seconds));
  return (
    <div className={styles.countdown}>
      <Progress done={trialSeconds - left} total={trialSeconds} label={say.onTrial} />
      <span className="number" aria-hidden="true">
        {say.left(String(left))}
      </span>
    </div>
  );
}

/** What the apply changed and restarts, if this page did it. */
function Effects({ id }: { id: number }): ReactElement | null {
  const say = useMessages(trialWords);
  const format = useFormat();
  const { data: applied } = useQuery<Schemas['AppliedRevision']>({ queryKey: lastApplied, queryFn: skipToken });
  if (applied === undefined || applied.revision.id !== id) return null;
  const { restartKeys, restartedServices, restartServices } = applied;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [say.changedKeys, restartKeys],
    [say.restarting, restartedServices],
    [say.byHand, restartServices],
  ];
  return (
    <ul className={styles.effects}>
      {parts
        .filter(([, names]) => names.length > 0)
        .map(([name, names]) => (
          <li key={name}>
            {`${name} · `}
            <code data-data>{format.list(names)}</code>
          </li>
        ))}
      {restartedServices.length + restartServices.length === 0 ? <li>{say.nothingRestarts}</li> : null}
    </ul>
  );
}

/** The time in milliseconds, drawn again each second while it is counted. */
function useSeconds(counting: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!counting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counting]);
  return now;
}

/** When a trial ends, the file may be the one before. */
function useReadAfter(kind: string): void {
  const readAgain = useReadAgain();
  const [before, setBefore] = useState(kind);
  useEffect(() => {
    if (before === kind) return;
    setBefore(kind);
    if (before === 'watched') void readAgain();
  }, [before, kind, readAgain]);
}
