import type { ReactElement } from 'react';
import { Loaded, Progress } from '../../kit/feedback.js';
import { Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { type Standing, useStanding } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { lacksEssentials } from '../dashboard/setup-state.js';
import { CloudStep } from './cloud-step.js';
import { FolderStep } from './folder-step.js';
import { JobStep } from './job-step.js';
import { MediaStep } from './media-step.js';
import styles from './setup.module.css';
import { SourcesStep } from './sources-step.js';
import { Skip, StepCard } from './step-card.js';
import { nextOf, type Step, stepsOf } from './steps.js';
import { useSkipped } from './use-skipped.js';
import { setupWords } from './words.js';

/** From nothing to a running catalogue, in steps that can be left and taken up again. */
export default function SetupPage(): ReactElement {
  const say = useMessages(setupWords);
  const standing = useStanding();
  const back = <Link to="/dashboard">{say.toDashboard}</Link>;
  return (
    <Page title={pageTitles.setup[useLanguage()]} about={say.about} actions={back}>
      <Loaded read={standing} rows={10}>
        {(data) => <Guide standing={data} />}
      </Loaded>
    </Page>
  );
}

function Guide({ standing }: { standing: Standing }): ReactElement {
  const say = useMessages(setupWords);
  const format = useFormat();
  const [skipped, skip] = useSkipped();
  const { setup, jobs } = standing;
  const steps = stepsOf(setup, skipped, jobs.length > 0);
  const next = nextOf(steps);
  const done = steps.filter(({ state }) => state === 'done').length;
  const verdict = lacksEssentials(setup) ? undefined : next === undefined ? say.ready : say.enough;
  return (
    <>
      <div className={styles.progress}>
        <p>
          <strong className="number">{say.progress(format.number(done), format.number(steps.length))}</strong>
          {verdict === undefined ? null : <span>{verdict}</span>}
        </p>
        <Progress done={done} total={steps.length} label={pageTitles.setup[useLanguage()]} />
      </div>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <StepCard key={step.name} step={step} number={index + 1} isNext={step.name === next} unskip={() => skip(step.name, false)}>
            <Inside step={step} isNext={step.name === next} skip={() => skip(step.name, true)} standing={standing} />
          </StepCard>
        ))}
      </ol>
    </>
  );
}

interface InsideProps {
  readonly step: Step;
  readonly isNext: boolean;
  readonly skip: () => void;
  readonly standing: Standing;
}

function Inside({ step: { name, state }, isNext, skip, standing }: InsideProps): ReactElement {
  const isDone = state === 'done';
  const props = { isDone, isNext, skip: isDone ? null : <Skip skip={skip} /> };
  switch (name) {
    case 'folder':
      return <FolderStep {...props} />;
    case 'sources':
      return <SourcesStep {...props} />;
    case 'media':
      return <MediaStep {...props} />;
    case 'cloud':
      return <CloudStep {...props} />;
    case 'job':
      return <JobStep standing={standing} />;
  }
}
