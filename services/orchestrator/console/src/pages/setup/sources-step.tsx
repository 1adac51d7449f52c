import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { Actions, Button, buttonClass } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { ReloadSources } from '../ranking/source-actions.js';
import { SourceTestDialog } from '../ranking/source-test.js';
import { sourcesRead } from '../ranking/sources-read.js';
import styles from './setup.module.css';
import type { StepProps } from './step-card.js';
import { setupWords } from './words.js';

export function SourcesStep({ isNext, skip }: StepProps): ReactElement {
  const say = useMessages(setupWords);
  const sources = useQuery(sourcesRead);
  return (
    <>
      <p>{say.sourcesWhy}</p>
      <Loaded read={sources} rows={2}>
        {({ items }) => (
          <Configured sources={items.filter(({ configured, capabilities }) => configured && !capabilities.includes('localFiles'))} />
        )}
      </Loaded>
      <Actions>
        <Link to="/config" className={buttonClass(isNext ? 'main' : 'plain')}>
          {say.setSources}
        </Link>
        <ReloadSources />
        {skip}
      </Actions>
      <Note>{say.afterEdit}</Note>
    </>
  );
}

function Configured({ sources }: { sources: readonly Schemas['Source'][] }): ReactElement {
  const say = useMessages(setupWords);
  const readOnly = useReadOnlyReason();
  const [tested, setTested] = useState<string>();
  if (sources.length === 0) return <p>{say.noSource}</p>;
  return (
    <>
      <ul className={styles.sources}>
        {sources.map(({ name }) => (
          <li key={name}>
            <span data-data>{name}</span>
            <Button
              kind="quiet"
              className={styles.test}
              aria-label={say.testOf(name)}
              disabled={readOnly !== undefined}
              onClick={() => setTested(name)}
            >
              {say.testAll}
            </Button>
          </li>
        ))}
      </ul>
      {readOnly === undefined ? null : <Note>{readOnly}</Note>}
      <SourceTestDialog name={tested} close={() => setTested(undefined)} />
    </>
  );
}
