import type { ReactElement } from 'react';
import { Said } from '../../kit/said.js';
import { Badge, type Tone } from '../../kit/status.js';
import { fileSentences } from '../../language/file-sentences.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { refusalWords } from '../../language/refusal-words.js';
import { useFormat } from '../../language/use-format.js';
import type { Attempt, Step } from './runs.js';
import { MatchSentence } from './sentence.js';
import styles from './story.module.css';
import { storyMessages } from './story-messages.js';
import { QuarantineLink } from './story-parts.js';

type Outcome = 'chosen' | 'reserve' | 'nothing' | 'failed' | 'refused' | 'delivered';

const tones: Readonly<Record<Outcome, Tone>> = {
  chosen: 'ok',
  delivered: 'ok',
  reserve: 'quiet',
  nothing: 'quiet',
  failed: 'bad',
  refused: 'warn',
};

const ofAttempt: Readonly<Record<string, Outcome>> = {
  succeeded: 'delivered',
  nothingFound: 'nothing',
  refused: 'refused',
  failed: 'failed',
};

const outcomeOf = ({ trial, attempts }: Step): Outcome => trial?.outcome ?? ofAttempt[attempts.at(-1)?.outcome ?? ''] ?? 'nothing';

/** One source: what it said, how long that took, and why its file was taken or not. */
export function StepView({ step }: { step: Step }): ReactElement {
  const say = useMessages(storyMessages);
  const format = useFormat();
  const { source, trial, attempts } = step;
  const outcome = outcomeOf(step);
  return (
    <li className={styles.step}>
      <span className={styles.source} data-data>
        {source}
      </span>
      <span>
        <Badge tone={tones[outcome]} icon={outcome === 'nothing' ? 'close' : undefined}>
          {outcome === 'failed' ? say.noAnswer : say[outcome]}
        </Badge>
      </span>
      <span className={styles.figures}>
        {trial === undefined ? null : `${say.hits(format.number(trial.hits))} · ${format.duration(trial.elapsedMs)}`}
      </span>
      <div className={styles.why}>
        {trial === undefined || trial.detail === '' ? null : (
          <p>
            <MatchSentence text={trial.detail} />
          </p>
        )}
        {attempts
          .filter((attempt) => attempt.outcome !== 'nothingFound')
          .map((attempt) => (
            <AttemptLine key={attempt.startedAt} attempt={attempt} />
          ))}
      </div>
    </li>
  );
}

function AttemptLine({ attempt: { outcome, code, message, elapsedMs } }: { attempt: Attempt }): ReactElement {
  const say = useMessages(storyMessages);
  const refusals = useMessages(refusalWords);
  const format = useFormat();
  const why = outcome === 'refused' && code !== null ? wordFor(refusals, code) : undefined;
  return (
    <p>
      <span className="number">{say.fetchedIn(format.duration(elapsedMs))}</span>
      {why === undefined ? null : ` · ${why.toLowerCase()}`}
      {message === null || message === '' ? null : (
        <>
          {' · '}
          <Said text={message} sentences={fileSentences} />
        </>
      )}
      {outcome === 'refused' ? (
        <>
          {' · '}
          <QuarantineLink />
        </>
      ) : null}
    </p>
  );
}
