import type { ReactElement, ReactNode } from 'react';
import { Button } from '../../kit/button.js';
import { Icon } from '../../kit/icons.js';
import { Badge, type Tone } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import styles from './setup.module.css';
import type { Step, StepState } from './steps.js';
import { setupWords } from './words.js';

const tones: Readonly<Record<StepState, Tone>> = { done: 'ok', underWay: 'active', skipped: 'quiet', notYet: 'quiet' };

/** What the inside of a step is told. */
export interface StepProps {
  readonly isDone: boolean;
  /** The step to go on with: its button stands out. */
  readonly isNext: boolean;
  /** The button that puts it off, for beside the others. */
  readonly skip: ReactNode;
}

interface StepCardProps {
  readonly step: Step;
  readonly number: number;
  /** The one to go on with. */
  readonly isNext: boolean;
  readonly unskip: () => void;
  readonly children: ReactNode;
}

/** One step: where it stands, and what to do. One that is skipped keeps only its name. */
export function StepCard({ step: { name, state }, number, isNext, unskip, children }: StepCardProps): ReactElement {
  const say = useMessages(setupWords);
  const isSkipped = state === 'skipped';
  return (
    <li className={styles.step} data-state={state} aria-current={isNext ? 'step' : undefined}>
      <span className={styles.sign} aria-hidden="true">
        {state === 'done' ? <Icon name="ok" size={18} /> : number}
      </span>
      <section>
        <div className={styles.stepHead}>
          <h2>{say[name]}</h2>
          <Badge tone={tones[state]} icon={isSkipped ? 'next' : undefined}>
            {say[state]}
          </Badge>
          {isSkipped ? (
            <Button kind="quiet" className={styles.skip} onClick={unskip}>
              {say.unskip}
            </Button>
          ) : null}
        </div>
        {isSkipped ? null : <div className={styles.stepBody}>{children}</div>}
      </section>
    </li>
  );
}

/** The settings that a step is about, as they are written there. */
export const Keys = ({ names }: { names: readonly string[] }): ReactElement => (
  <span className={styles.keys}>
    {names.map((name) => (
      <code key={name}>{name}</code>
    ))}
  </span>
);

/** Puts a step off. */
export function Skip({ skip }: { skip: () => void }): ReactElement {
  return (
    <Button kind="quiet" className={styles.later} onClick={skip}>
      {useMessages(setupWords).skip}
    </Button>
  );
}
